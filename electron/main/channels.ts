import { BrowserWindow, type IpcMainInvokeEvent, ipcMain, type WebContents } from "electron";
import {
  type DesktopEventName,
  type DesktopEvents,
  type DesktopRequestName,
  type DesktopRequests,
  eventChannel,
  requestChannel,
  requestSchemas,
} from "../contract/channels";
import { isAppAddress } from "./app-protocol";

/** One handler for every request of the contract; a missing one is a type error. */
export type RequestHandlers = {
  readonly [Name in DesktopRequestName]: (
    body: DesktopRequests[Name]["request"],
    window: BrowserWindow,
  ) => Promise<DesktopRequests[Name]["answer"]> | DesktopRequests[Name]["answer"];
};

/** The window a message came from, if it is the top frame of one of our own pages. */
function trustedWindow(event: IpcMainInvokeEvent): BrowserWindow {
  const window = BrowserWindow.fromWebContents(event.sender);
  const frame = event.senderFrame;
  if (window === null || frame === null || frame !== event.sender.mainFrame || !isAppAddress(frame.url)) {
    throw new Error(`refused a message from ${frame?.url ?? "a frame that is gone"}`);
  }
  return window;
}

function answerRequest<Name extends DesktopRequestName>(name: Name, handlers: RequestHandlers): void {
  const schema = requestSchemas[name].request;
  ipcMain.handle(requestChannel(name), async (event, body: unknown) => {
    const window = trustedWindow(event);
    const checked = schema.safeParse(body);
    if (!checked.success) throw new Error(`refused a malformed ${name}: ${checked.error.message}`);
    return handlers[name](checked.data as DesktopRequests[Name]["request"], window);
  });
}

/** Answers every request of the contract, after checking who asks and what. */
export function answerRequests(handlers: RequestHandlers): void {
  for (const name of Object.keys(requestSchemas) as DesktopRequestName[]) answerRequest(name, handlers);
}

/** Sends an event to the window's page; a window that is going away hears nothing. */
export function sendEvent<Name extends DesktopEventName>(
  contents: WebContents,
  name: Name,
  body: DesktopEvents[Name],
): void {
  if (!contents.isDestroyed()) contents.send(eventChannel(name), body);
}
