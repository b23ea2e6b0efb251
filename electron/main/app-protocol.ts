import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { protocol, type Session } from "electron";

const scheme = "app";
const origin = `${scheme}://layerglass`;

/** Address of the window's page. */
export const pageAddress = `${origin}/index.html`;

/** Only files of the app itself; nothing inline, nothing evaluated, nothing from any network. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

export function isAppAddress(address: string): boolean {
  return address.startsWith(`${origin}/`);
}

/** Must run before the app is ready. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** The file an address means, or null when it points outside the folder. */
export function fileOfAddress(address: string, folder: string): string | null {
  let pathname: string;
  try {
    const url = new URL(address);
    if (`${url.protocol}//${url.host}` !== origin) return null;
    pathname = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  const path = normalize(join(folder, pathname));
  return path.startsWith(folder + sep) && !path.includes("\0") ? path : null;
}

/** Serves the built page of `folder` under the app's own scheme, and closes every other way out. */
export function servePage(session: Session, folder: string): void {
  session.protocol.handle(scheme, async (request) => {
    const path = request.method === "GET" ? fileOfAddress(request.url, folder) : null;
    if (path === null) return new Response("Not found", { status: 404 });
    try {
      const body = new Uint8Array(await readFile(path));
      return new Response(body, {
        headers: {
          "Content-Type": contentTypes[extname(path)] ?? "application/octet-stream",
          "Content-Security-Policy": contentSecurityPolicy,
          "X-Content-Type-Options": "nosniff",
        },
      });
    } catch {
      return new Response("Not found", { status: 404 });
    }
  });
  session.webRequest.onBeforeRequest((details, decide) => {
    const allowed =
      isAppAddress(details.url) || /^(data|devtools):/.test(details.url) || details.url.startsWith(`blob:${origin}/`);
    decide({ cancel: !allowed });
  });
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}
