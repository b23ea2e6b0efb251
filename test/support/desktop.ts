/** Talking to the desktop bridge and the engine from inside the page under test. */
import type { Page } from "@playwright/test";
import type { DesktopBridge, DesktopRequestName, DesktopRequests } from "../../electron/contract";

declare global {
  interface Window {
    readonly desktop?: DesktopBridge;
  }
}

/** A request of the contract, made by the page itself. */
export function request<Name extends DesktopRequestName>(
  page: Page,
  name: Name,
  body: DesktopRequests[Name]["request"],
): Promise<DesktopRequests[Name]["answer"]> {
  // Playwright's types cannot carry the pairing of name and body across; the answer is theirs by the contract.
  return page.evaluate(
    ([requestName, requestBody]) => {
      if (!window.desktop) throw new Error("the page has no desktop bridge");
      return window.desktop.request(requestName as DesktopRequestName, requestBody as null);
    },
    [name, body] as const,
  ) as Promise<DesktopRequests[Name]["answer"]>;
}
