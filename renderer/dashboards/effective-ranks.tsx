import type { CSSProperties } from "react";
import type { EffectiveRank } from "../../engine/contract";
import type { NodeId } from "../../engine/model";
import { useDocument } from "../document";
import { figureText, useText } from "../i18n";
import { useRun } from "../runs";
import { ChartFrame, type FigureExport, gridFigure } from "./charts";

/** Share of the directions there could be that an activation uses: what the length of its bar tells. */
export function rankShare({ rank, features, rows }: EffectiveRank): number {
  const most = Math.min(features, rows);
  return rank === null || most <= 0 ? 0 : Math.min(1, rank / most);
}

interface EffectiveRanksProps {
  readonly ranks: readonly EffectiveRank[];
  /** Selects a node and brings it into sight. */
  readonly goTo: (node: NodeId) => void;
}

/** How many directions each activation really uses, of how many it has. */
export function EffectiveRanks({ ranks, goTo }: EffectiveRanksProps) {
  const text = useText();
  const nodes = useDocument((document) => document.graph.nodes);
  const selected = useDocument((document) => document.selection.nodes);
  const trained = useRun((run) => run.snapshot?.graph.nodes);
  const title = text("analysis.ranks");
  const labelOf = (node: NodeId): string => (nodes[node] ?? trained?.[node])?.label ?? node;
  const figure = (): FigureExport => {
    const heads = [text("analysis.rank"), text("analysis.features"), text("analysis.share")];
    const color = "--series-1";
    return gridFigure({
      columns: heads,
      rows: ranks.map((each) => ({
        head: labelOf(each.node),
        cells: [
          { lines: [each.rank === null ? "–" : figureText(each.rank, "number", 3)], strength: 0, color },
          { lines: [String(each.features)], strength: 0, color },
          { lines: [figureText(rankShare(each), "share")], strength: rankShare(each) * 0.5, color },
        ],
      })),
      note: "",
      table: [
        [text("analysis.layer"), ...heads],
        ...ranks.map((each) => [labelOf(each.node), each.rank, each.features, rankShare(each)]),
      ],
    });
  };
  const rows = (
    <div className="rank-table">
      <table data-testid="effective-ranks">
        <caption className="visually-hidden">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{text("analysis.layer")}</th>
            <th scope="col">{text("analysis.rank")}</th>
            <th scope="col">{text("analysis.features")}</th>
            <th scope="col">
              <span className="visually-hidden">{text("analysis.share")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {ranks.map((each) => {
            const { node, operation, rank, features } = each;
            const label = labelOf(node);
            const share = rankShare(each);
            const style: CSSProperties & Readonly<Record<"--share", number>> = { "--share": share };
            return (
              <tr key={operation} data-node={node} data-selected={selected.has(node)}>
                <th scope="row">
                  {nodes[node] ? (
                    <button
                      type="button"
                      className="rank-node"
                      title={text("commands.goTo", { label })}
                      onClick={() => goTo(node)}
                    >
                      {label}
                    </button>
                  ) : (
                    label
                  )}
                </th>
                <td title={rank === null ? text("analysis.rankNone") : undefined}>
                  {rank === null ? "–" : figureText(rank, "number", 3)}
                </td>
                <td>{features}</td>
                <td className="rank-share" style={style}>
                  <span className="visually-hidden">{rank === null ? "–" : figureText(share, "share")}</span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
  return (
    <ChartFrame
      title={title}
      explanation={text("analysis.ranksExplanation", { rows: ranks[0]?.rows ?? 0 })}
      plot={ranks.length > 0 ? rows : <p className="analysis-none">{text("analysis.ranksNone")}</p>}
      {...(ranks.length > 0 && { figure })}
    />
  );
}
