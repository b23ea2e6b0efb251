import { useMemo, useState } from "react";
import type { TableProfile, ViewSetup } from "../../../engine/contract";
import { type ImageColumns, imageSizes } from "../../../engine/drawing";
import type { DataSetup } from "../../../engine/model";
import { documentActions, useDocument } from "../../document";
import { countText, figureText, type MessageKey, useFailureText, useText } from "../../i18n";
import { Notice, Select } from "../../ui";
import { useFoundRows, wholeTable } from "../table-view";
import { ImageGrid, PixelPicture } from "./image-grid";
import "./explore.css";

const everyClass = "\0all";

const evidenceText: Readonly<Record<ImageColumns["evidence"], MessageKey>> = {
  places: "explore.byPlaces",
  numbered: "explore.byNumbers",
  range: "explore.byRange",
};

interface ImagesViewProps {
  readonly setup: DataSetup;
  readonly profile: TableProfile;
  readonly images: ImageColumns;
}

/** The rows of a table of pixels as images, of all classes or of one; the person says what size they have. */
export function ImagesView({ setup, profile, images }: ImagesViewProps) {
  const text = useText();
  const failureText = useFailureText();
  const said = useDocument((state) => state.imageWidth);
  // Of another table with other pixels it may be said in vain.
  const width = said !== null && images.columns.length % said === 0 ? said : images.width;
  const [shownClass, setShownClass] = useState(everyClass);
  const target = setup.columns.find(({ role }) => role === "target")?.name ?? null;
  const label = profile.columns.findIndex(({ name }) => name === target);
  const classes = profile.columns[label]?.top ?? [];
  const places = useMemo(() => placesOf(profile, images), [profile, images]);
  const view = useMemo(() => viewOf(target, shownClass), [target, shownClass]);
  const { found, failure } = useFoundRows(profile.path, setup.reading, view);
  const pixels = images.columns.length;
  const size = { width, height: pixels / width };
  return (
    <div className="data-section" data-testid="images">
      <p className="data-note" data-testid="images-evidence">
        {text(evidenceText[images.evidence], {
          count: countText(pixels),
          first: images.columns[0] ?? "",
          last: images.columns.at(-1) ?? "",
          low: shownValue(images.low),
          high: shownValue(images.high),
        })}
      </p>
      {images.dead.length > 0 && (
        <Notice severity="information" quiet data-testid="images-dead">
          <div className="images-dead">
            <PixelPicture {...size} shades={deadMap(images)} label={text("explore.deadMap")} />
            <span>{text("explore.dead", { dead: countText(images.dead.length), count: countText(pixels) })}</span>
          </div>
        </Notice>
      )}
      <div className="pair-choices">
        <Select
          label={text("explore.imageSize")}
          value={String(width)}
          choices={imageSizes(pixels).map((each) => ({
            value: String(each.width),
            label: `${each.width} × ${each.height}`,
          }))}
          onChange={(chosen) => documentActions.setImageWidth(Number(chosen))}
          data-testid="images-size"
        />
        {target !== null && classes.length > 1 && (
          <Select
            label={text("explore.imageClass", { column: target })}
            value={shownClass}
            choices={[
              { value: everyClass, label: text("explore.everyClass") },
              ...[...classes].sort(byValue).map(({ value }) => ({ value, label: value })),
            ]}
            onChange={setShownClass}
            data-testid="images-class"
          />
        )}
      </div>
      {failure !== null && <Notice severity="error">{failureText(failure)}</Notice>}
      {found !== null && (
        <>
          <p className="data-note" role="status" data-testid="images-count">
            {text("data.rows.count", { shown: countText(found.rows), all: countText(profile.rows) })}
          </p>
          <ImageGrid
            key={`${found.view} ${width}`}
            {...size}
            view={found.view}
            rows={found.rows}
            places={places}
            range={images}
            label={label}
          />
        </>
      )}
    </div>
  );
}

const shownValue = (value: number): string => (Number.isInteger(value) ? String(value) : figureText(value));

const byValue = (one: { readonly value: string }, other: { readonly value: string }) =>
  one.value.localeCompare(other.value, "en", { numeric: true });

function placesOf({ columns }: TableProfile, images: ImageColumns): readonly number[] {
  const places = new Map(columns.map(({ name }, place) => [name, place]));
  return images.columns.flatMap((name) => places.get(name) ?? []);
}

function viewOf(target: string | null, shownClass: string): ViewSetup {
  if (target === null || shownClass === everyClass) return wholeTable;
  return { sort: null, filters: [{ column: target, test: { kind: "values", values: [shownClass] } }] };
}

/** Light where a pixel lives. */
function deadMap({ columns, dead }: ImageColumns): Uint8Array {
  const gone = new Set(dead);
  return Uint8Array.from(columns, (name) => (gone.has(name) ? 64 : 255));
}
