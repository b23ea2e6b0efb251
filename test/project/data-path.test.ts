import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  absoluteDataPath,
  fileNameOf,
  folderOf,
  normalDataPath,
  type PathStyle,
  relativeDataPath,
  styleOf,
} from "../../engine/project";

describe("the data file's path", () => {
  test.each<[PathStyle, string, string, string, string]>([
    // style, project, data as chosen, as stored, as found again
    ["posix", "/home/a/p/net.layerglass", "/home/a/p/data.csv", "data.csv", "/home/a/p/data.csv"],
    ["posix", "/home/a/p/net.layerglass", "/home/a/p/tables/data.csv", "tables/data.csv", "/home/a/p/tables/data.csv"],
    ["posix", "/home/a/p/net.layerglass", "/home/a/data.csv", "../data.csv", "/home/a/data.csv"],
    ["posix", "/home/a/p/net.layerglass", "/srv/data.csv", "../../../srv/data.csv", "/srv/data.csv"],
    ["posix", "/net.layerglass", "/data.csv", "data.csv", "/data.csv"],
    ["posix", "/a/net.layerglass", "/a/odd\\name.csv", "odd\\name.csv", "/a/odd\\name.csv"],
    ["posix", "/a/back\\slash/net.layerglass", "/a/data.csv", "../data.csv", "/a/data.csv"],
    ["posix", "/a/net.layerglass", "/a/C:data.csv", "./C:data.csv", "/a/C:data.csv"],
    ["posix", "/a/net.layerglass", "/a/C:\\data.csv", "./C:\\data.csv", "/a/C:\\data.csv"],
    ["posix", "/a/net.layerglass", "/a/\\\\srv\\x.csv", "./\\\\srv\\x.csv", "/a/\\\\srv\\x.csv"],
    ["posix", "/a/net.layerglass", "/a/data.csv ", "data.csv ", "/a/data.csv "],
    ["posix", "/A/net.layerglass", "/a/data.csv", "../a/data.csv", "/a/data.csv"],
    ["posix", "/a/net.layerglass", "/a//b/./../data.csv", "data.csv", "/a/data.csv"],
    ["windows", "C:\\Users\\a\\net.layerglass", "C:\\Users\\data.csv", "../data.csv", "C:/Users/data.csv"],
    ["windows", "C:\\Users\\a\\net.layerglass", "C:/Users\\a/data.csv", "data.csv", "C:/Users/a/data.csv"],
    ["windows", "C:\\a\\net.layerglass", "c:\\a\\data.csv", "data.csv", "C:/a/data.csv"],
    ["windows", "C:\\net.layerglass", "C:\\data.csv", "data.csv", "C:/data.csv"],
    ["windows", "C:\\a\\net.layerglass", "D:\\data.csv", "D:/data.csv", "D:/data.csv"],
    ["windows", "C:\\a\\net.layerglass", "C:\\a\\..\\..\\data.csv", "../data.csv", "C:/data.csv"],
    ["windows", "\\\\srv\\share\\p.layerglass", "\\\\srv\\share\\data.csv", "data.csv", "\\\\srv\\share\\data.csv"],
    [
      "windows",
      "\\\\srv\\share\\x\\p.layerglass",
      "\\\\SRV\\Share\\data.csv",
      "../data.csv",
      "\\\\srv\\share\\data.csv",
    ],
    ["windows", "\\\\srv\\share\\p.layerglass", "//srv/share/t/data.csv", "t/data.csv", "\\\\srv\\share\\t\\data.csv"],
    ["windows", "\\\\srv\\a\\p.layerglass", "\\\\srv\\b\\d.csv", "\\\\srv\\b\\d.csv", "\\\\srv\\b\\d.csv"],
    ["windows", "C:\\p.layerglass", "\\\\srv\\b\\d.csv", "\\\\srv\\b\\d.csv", "\\\\srv\\b\\d.csv"],
    ["windows", "\\\\srv\\a\\p.layerglass", "C:\\d.csv", "C:/d.csv", "C:/d.csv"],
    ["windows", "\\\\?\\C:\\a\\p.layerglass", "\\\\?\\C:\\d.csv", "../d.csv", "\\\\?\\C:\\d.csv"],
    [
      "windows",
      "\\\\?\\UNC\\srv\\s\\a\\p.layerglass",
      "\\\\?\\UNC\\srv\\s\\d.csv",
      "../d.csv",
      "\\\\?\\UNC\\srv\\s\\d.csv",
    ],
    ["windows", "C:\\a\\p.layerglass", "\\\\?\\C:\\a\\d.csv ", "\\\\?\\C:\\a\\d.csv ", "\\\\?\\C:\\a\\d.csv "],
    ["windows", "C:\\a\\p.layerglass", "C:\\a\\d.csv ", "d.csv ", "C:/a/d.csv "],
  ])("%s: saved at %s, %s is stored as %s and found again", (style, project, data, stored, found) => {
    expect(styleOf(project)).toBe(style);
    expect(relativeDataPath(project, data)).toBe(stored);
    expect(absoluteDataPath(project, stored)).toBe(found);
  });

  test.each([
    ["\\\\srv\\share\\p.layerglass", "..\\..\\..\\data.csv", "\\\\srv\\share\\data.csv"],
    ["\\\\srv\\share\\p.layerglass", "../../other/data.csv", "\\\\srv\\share\\other\\data.csv"],
    ["C:\\a\\p.layerglass", "../../../data.csv", "C:/data.csv"],
    ["C:\\a\\p.layerglass", "\\t\\data.csv", "C:/t/data.csv"],
    ["C:\\a\\p.layerglass", "D:data.csv", "D:/data.csv"],
    ["C:\\a\\p.layerglass", "sub\\mixed/data.csv", "C:/a/sub/mixed/data.csv"],
    ["/a/p.layerglass", "../../../data.csv", "/data.csv"],
    ["/a/p.layerglass", "C:\\tables\\data.csv", "C:\\tables\\data.csv"],
    ["/a/p.layerglass", "\\\\srv\\share\\data.csv", "\\\\srv\\share\\data.csv"],
  ])("in %s, %s means %s: nothing lies above a root", (project, stored, found) => {
    expect(absoluteDataPath(project, stored)).toBe(found);
  });

  const posixName = fc.stringMatching(/^[a-zA-Z0-9 .:\\~é列-]{1,8}$/).filter((name) => !/^\.{1,2}$/.test(name));
  const windowsName = fc.stringMatching(/^[a-zA-Z0-9 .~é列-]{1,8}$/).filter((name) => !/^\.{1,2}$/.test(name));
  const pathsOf = (root: string, name: fc.Arbitrary<string>, separator: string) =>
    fc.array(name, { minLength: 1, maxLength: 5 }).map((parts) => `${root}${parts.join(separator)}`);
  const roots = ["C:\\", "d:\\", "\\\\srv\\share\\", "\\\\srv\\other\\", "\\\\?\\C:\\", "\\\\?\\UNC\\srv\\share\\"];
  const windowsPath = fc.constantFrom(...roots).chain((root) => pathsOf(root, windowsName, "\\"));

  test.each([
    ["posix", pathsOf("/", posixName, "/")],
    ["windows", windowsPath],
  ] as const)("%s: whatever is stored beside whatever project is found again, absolute as it was", (style, paths) => {
    fc.assert(
      fc.property(paths, paths, (project, data) => {
        const stored = relativeDataPath(project, data, style);
        expect(absoluteDataPath(project, stored, style)).toBe(normalDataPath(data, style));
      }),
      { numRuns: 1000 },
    );
  });

  test("of an unsaved project stays as it is", () => {
    expect(relativeDataPath(null, "/a/data.csv")).toBe("/a/data.csv");
    expect(absoluteDataPath(null, "data.csv")).toBe("data.csv");
    expect(absoluteDataPath(null, "\\\\srv\\share\\data.csv")).toBe("\\\\srv\\share\\data.csv");
  });

  test("ends in the file's name, and the rest is its folder", () => {
    expect(fileNameOf("C:\\a\\b.csv")).toBe("b.csv");
    expect(fileNameOf("\\\\srv\\share\\b.csv")).toBe("b.csv");
    expect(fileNameOf("/a/odd\\b.csv")).toBe("odd\\b.csv");
    expect(fileNameOf("b.csv")).toBe("b.csv");
    expect(folderOf("C:\\a\\b.csv")).toBe("C:\\a");
    expect(folderOf("/a/b.csv")).toBe("/a");
  });
});
