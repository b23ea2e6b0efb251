import { fileNameOf } from "../../engine/project";
import { countText, useFailureText, useText } from "../i18n";
import { Button, Dialog, Notice } from "../ui";
import { NoticeList } from "./notice-list";
import { type ReadingDraft, readingActions, useReadingDraft } from "./reading-draft";
import { ReadingForm } from "./reading-form";
import { ReadingPreview } from "./reading-preview";
import "./reading-dialog.css";

/** How a table's file is read: every option with what was guessed and why, and what it comes to. Once in the window. */
export function ReadingDialog() {
  const draft = useReadingDraft((state) => state.draft);
  return draft && <Shown draft={draft} />;
}

function Shown({ draft }: { readonly draft: ReadingDraft }) {
  const text = useText();
  const { path, options, profile, failure, isReading } = draft;
  const guesses = profile?.guesses ?? [];
  return (
    <Dialog
      title={text("reading.title", { name: fileNameOf(path) })}
      className="reading-dialog"
      onClose={readingActions.close}
      data-testid="reading-dialog"
      actions={
        <>
          <Button
            variant="quiet"
            disabled={Object.keys(options).length === 0}
            onClick={() => readingActions.change({})}
            data-testid="reading-guess-all"
          >
            {text("reading.guessAll")}
          </Button>
          <Button onClick={readingActions.close}>{text("reading.cancel")}</Button>
          <Button
            variant="primary"
            disabled={failure !== null || isReading}
            onClick={() => void readingActions.apply()}
            data-testid="reading-apply"
          >
            {text("reading.apply")}
          </Button>
        </>
      }
    >
      <div className="reading-body">
        {/* Anew for each file, so that half-typed values do not move to another. */}
        <ReadingForm key={path} options={options} guesses={guesses} onChange={readingActions.change} />
        <section className="reading-result" aria-label={text("reading.result")} aria-busy={isReading}>
          <Outcome draft={draft} />
          {profile !== null && failure === null && (
            <>
              <ReadingPreview profile={profile} options={options} onChange={readingActions.change} />
              <NoticeList notices={profile.notices} onReading={readingActions.change} />
            </>
          )}
        </section>
      </div>
    </Dialog>
  );
}

/** What the options come to, in a line. */
function Outcome({ draft: { profile, failure, isReading } }: { readonly draft: ReadingDraft }) {
  const text = useText();
  const failureText = useFailureText();
  if (failure !== null && !isReading) return <Notice severity="error">{failureText(failure)}</Notice>;
  return (
    <p className="data-note" role="status" data-testid="reading-outcome">
      {isReading || profile === null
        ? text("reading.reading")
        : text("data.size", { rows: countText(profile.rows), columns: countText(profile.columns.length) })}
    </p>
  );
}
