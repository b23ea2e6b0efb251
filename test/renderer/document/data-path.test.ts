import { describe, expect, test } from "vitest";
import { absoluteDataPath, fileNameOf, relativeDataPath } from "../../../renderer/document";

describe("the data file's path", () => {
  test.each([
    ["/home/a/p/net.layerglass", "/home/a/p/data.csv", "data.csv"],
    ["/home/a/p/net.layerglass", "/home/a/p/tables/data.csv", "tables/data.csv"],
    ["/home/a/p/net.layerglass", "/home/a/data.csv", "../data.csv"],
    ["/home/a/p/net.layerglass", "/srv/data.csv", "../../../srv/data.csv"],
    ["C:\\Users\\a\\net.layerglass", "C:\\Users\\data.csv", "../data.csv"],
  ])("saved at %s, %s is stored as %s and found again", (project, data, stored) => {
    expect(relativeDataPath(project, data)).toBe(stored);
    expect(absoluteDataPath(project, stored)).toBe(data.replaceAll("\\", "/"));
  });

  test("on another drive stays absolute", () => {
    expect(relativeDataPath("C:\\a\\net.layerglass", "D:\\data.csv")).toBe("D:/data.csv");
    expect(absoluteDataPath("C:\\a\\net.layerglass", "D:/data.csv")).toBe("D:/data.csv");
  });

  test("of an unsaved project stays as it is", () => {
    expect(relativeDataPath(null, "/a/data.csv")).toBe("/a/data.csv");
    expect(absoluteDataPath(null, "data.csv")).toBe("data.csv");
  });

  test("ends in the file's name", () => {
    expect(fileNameOf("C:\\a\\b.csv")).toBe("b.csv");
    expect(fileNameOf("b.csv")).toBe("b.csv");
  });
});
