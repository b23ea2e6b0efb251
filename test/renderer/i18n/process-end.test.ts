import { describe, expect, test } from "vitest";
import { processEndText, textIn } from "../../../renderer/i18n";

const codes = ["killed", "crashed", "oom", "abnormal-exit", "launch-failed", "integrity-failure", "hung"];
const reported = [...codes, "restarted", "connection_closed", "exit 7"];
const english = (reason: string) => processEndText((key, values) => textIn("en", key, values), reason);
const chinese = (reason: string) => processEndText((key, values) => textIn("zh-CN", key, values), reason);

describe("why a process ended", () => {
  test.each(reported)("%s has words in both languages", (reason) => {
    expect(english(reason)).toContain(" ");
    expect(chinese(reason)).toMatch(/\p{Script=Han}/u);
    expect(chinese(reason)).not.toMatch(/[A-Za-z]/);
  });

  test("an end by itself tells its code, and an unknown code stands for itself", () => {
    expect(english("exit 7")).toBe("it ended by itself with code 7");
    expect(chinese("exit -2")).toContain("-2");
    expect(english("constructor")).toBe("constructor");
  });
});
