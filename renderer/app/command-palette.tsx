import { useMemo } from "react";
import { definitionOf } from "../../engine/catalog";
import { canvasActions } from "../canvas";
import { useDocument } from "../document";
import { useCatalogText, useText } from "../i18n";
import { Dialog, KindMark, type PickItem, PickList } from "../ui";
import { showInApp, useAppView } from "./app-view";
import { commands, runCommand } from "./commands";
import { shownShortcut } from "./shortcuts";

const GO_TO = "go.";

/** Every command that makes sense now, and every node to go to, found by typing. */
export function CommandPalette() {
  const shown = useAppView((state) => state.commandPaletteShown);
  return shown ? <OpenPalette /> : null;
}

function OpenPalette() {
  const text = useText();
  const words = useCatalogText();
  const graph = useDocument((state) => state.graph);
  const screen = useAppView((state) => state.screen);
  const items = useMemo(() => {
    const enabled = commands.filter(
      (command) => command.id !== "view.commandPalette" && (command.isEnabled?.() ?? true),
    );
    const nodes = screen === "workbench" ? Object.values(graph.nodes) : [];
    return [
      ...enabled.map(
        (command): PickItem => ({
          id: command.id,
          label: command.title(),
          keywords: command.id.replaceAll(/[._]/g, " "),
          shortcut: shownShortcut(command.id),
          "data-testid": `command-${command.id}`,
        }),
      ),
      ...nodes.map(
        (node): PickItem => ({
          id: `${GO_TO}${node.id}`,
          label: text("commands.goTo", { label: node.label }),
          detail: words.kindLabel(node.kind),
          mark: <KindMark kind={node.kind} category={definitionOf(node.kind)?.category} />,
        }),
      ),
    ];
  }, [graph, screen, text, words]);
  const close = (): void => showInApp({ commandPaletteShown: false });
  return (
    <Dialog title={text("commands.commandPalette")} bare className="dialog-picker" onClose={close}>
      <PickList
        data-testid="command-palette"
        label={text("commands.commandPalette")}
        placeholder={text("app.typeCommand")}
        nothingFound={text("app.noCommand")}
        items={items}
        onPick={(id) => {
          close();
          // After the dialog has given the focus back, so that a command may move it.
          setTimeout(() => {
            const command = commands.find((known) => known.id === id);
            if (command) runCommand(command.id);
            else canvasActions.goTo(id.slice(GO_TO.length));
          });
        }}
      />
    </Dialog>
  );
}
