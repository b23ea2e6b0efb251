/** The .rpm, by rpm's own tool. */
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root, run, SetupError } from "../setup/shell.mjs";
import { packageSettings } from "./settings.mjs";

/** Tells desktops what came or went; each tool only where it is. */
const refresh = `update-mime-database %{_datadir}/mime >/dev/null 2>&1 || :
update-desktop-database -q %{_datadir}/applications >/dev/null 2>&1 || :
gtk-update-icon-cache -q -t -f %{_datadir}/icons/hicolor >/dev/null 2>&1 || :`;

/**
 * @param {string} tree Laid by `layLinuxTree`.
 * @param {{ version: string, release: string, arch: "x86_64" | "aarch64", file: string }} options
 */
export async function makeRpm(tree, { version, release, arch, file }) {
  const { linux, rpm } = packageSettings();
  const top = join(root, "out", "rpm");
  await rm(top, { recursive: true, force: true });
  await mkdir(top, { recursive: true });
  const spec = join(top, "layerglass.spec");
  const text = `%define _build_id_links none
%define __strip /bin/true
%define debug_package %{nil}
%define _binary_payload w6T0.xzdio
Name: layerglass
Version: ${version}
Release: ${release}
Summary: ${linux.synopsis}
License: MIT
AutoReqProv: no
Requires: ${rpm.depends.join(", ")}

%description
${linux.description}

%install
cp -a '${tree}/.' '%{buildroot}/'

%files
%defattr(-,root,root,-)
/opt/Layerglass
%attr(4755,root,root) /opt/Layerglass/chrome-sandbox
/usr/bin/layerglass
/usr/share/applications/*
/usr/share/metainfo/*
/usr/share/mime/packages/*
/usr/share/icons/hicolor/*/*/*
%license /usr/share/doc/layerglass/copyright

%post
${refresh}

%postun
${refresh}
`;
  await writeFile(spec, text);
  const built = await run("rpmbuild", ["-bb", "--target", arch, "--define", `_topdir ${top}`, spec]);
  if (built.code !== 0) throw new SetupError(`rpmbuild could not make ${file}: ${built.stderr.trim().slice(-600)}`);
  const [name = ""] = await readdir(join(top, "RPMS", arch));
  await rename(join(top, "RPMS", arch, name), file);
  await rm(top, { recursive: true, force: true });
}
