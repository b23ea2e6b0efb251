import { Icon, type IconName } from "./icon";

const icons: Readonly<Record<string, IconName>> = {
  data: "table",
  scale: "scale",
  dense: "dense",
  batch_norm: "normalize",
  layer_norm: "normalizeRow",
  activation: "activation",
  dropout: "dropout",
  gaussian_noise: "noise",
  add: "sum",
  multiply: "product",
  concat: "join",
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
