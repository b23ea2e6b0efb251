/** Files of the disk dropped on the window. */
import type { Locator } from "@playwright/test";

/** Drops a file of the disk on a part of the window. */
export async function dropFile(target: Locator, path: string): Promise<void> {
  const page = target.page();
  // Only a file that came through an input has a path that the app can read.
  await page.evaluate(() => {
    const input = Object.assign(document.createElement("input"), { type: "file", id: "dropped" });
    document.body.append(input);
  });
  await page.locator("#dropped").setInputFiles(path);
  await target.evaluate((element) => {
    const input = document.querySelector<HTMLInputElement>("#dropped");
    const file = input?.files?.[0];
    if (!input || !file) throw new Error("no file to drop");
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(file);
    for (const kind of ["dragover", "drop"]) {
      element.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer }));
    }
    input.remove();
  });
}
