/** What a package says about the work of others: a text for people, a list for the About window, an SBOM for tools. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../setup/shell.mjs";
import { shippedComponents } from "./components.mjs";
import { isAllowed } from "./licences.mjs";

/** @typedef {import("./components.mjs").Component} Component */

/** Bundles that ship with the app. */
const appBundles = ["main", "preload", "engine-host", "cli", "renderer"];

/** @param {readonly Component[]} components */
function noticesText(components) {
  const line = "=".repeat(80);
  const parts = components.map(
    ({ name, version, licence, homepage, text }) =>
      `${line}\n${name} ${version} — ${licence}${homepage === "" ? "" : `\n${homepage}`}\n${line}\n\n${text}\n`,
  );
  return `Layerglass contains the work of others, under the licences below.\n\n${parts.join("\n")}`;
}

/**
 * A CycloneDX bill of materials.
 * @param {readonly Component[]} components
 * @param {{ name: string, version: string, license: string }} product
 */
async function billOfMaterials(components, product) {
  const { Enums, Models, Serialize, Spec } = await import("@cyclonedx/cyclonedx-library");
  const bom = new Models.Bom();
  bom.metadata.component = new Models.Component(Enums.ComponentType.Application, product.name, {
    version: product.version,
    bomRef: "layerglass",
  });
  bom.metadata.component.licenses.add(new Models.LicenseExpression(product.license));
  for (const { kind, name, version, licence, purl } of components) {
    const type = kind === "runtime" ? Enums.ComponentType.Framework : Enums.ComponentType.Library;
    const component = new Models.Component(type, name, { version, purl, bomRef: purl });
    component.licenses.add(new Models.LicenseExpression(licence));
    bom.components.add(component);
    bom.metadata.component.dependencies.add(component.bomRef);
  }
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return serializer.serialize(bom, { sortLists: true, space: 2 });
}

/**
 * Writes THIRD-PARTY-NOTICES.txt, notices.json and layerglass.cdx.json. Needs the packages and the built bundles.
 * @param {{ folder?: string, bundles?: readonly string[], runtime?: boolean }} [options]
 */
export async function writeNotices({
  folder = join(root, "dist", "notices"),
  bundles = appBundles,
  runtime = true,
} = {}) {
  const components = await shippedComponents(bundles, { runtime });
  const refused = components.filter(({ licence }) => !isAllowed(licence));
  if (refused.length > 0) {
    const named = refused.map(({ name, version, licence }) => `${name} ${version} (${licence})`).join(", ");
    throw new Error(`Not allowed by scripts/notices/licences.mjs: ${named}.`);
  }
  const product = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "THIRD-PARTY-NOTICES.txt"), noticesText(components));
  await writeFile(join(folder, "notices.json"), `${JSON.stringify(components, null, 1)}\n`);
  await writeFile(join(folder, "layerglass.cdx.json"), `${await billOfMaterials(components, product)}\n`);
  return components;
}
