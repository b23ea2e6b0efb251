import { Icon, type IconName } from "./icon";

const icons: Readonly<Record<string, IconName>> = {
  data: "table",
  scale: "scale",
  dense: "dense",
  batch_norm: "normalize",
  activation: "activation",
  dropout: "dropout",
  output: "target",
};

/** A node kind's drawing in the colour of its category. */
export function KindMark({ kind, category }: { kind: string; category: string | undefined }) {
  return (
    <span className="kind-mark" data-category={category ?? "data"}>
      <Icon name={icons[kind] ?? "node"} size={14} />
    </span>
  );
}
