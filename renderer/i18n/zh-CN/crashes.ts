import type { crashes as english } from "../en/crashes";
import type { Translation } from "../translation";

export const crashes: Translation<typeof english> = {
  "crashes.title": "崩溃报告",
  "crashes.about": "报告只保存在本机，包含版本、机器信息和最近的日志，不含任何表格内容。",
  "crashes.none": "没有报告：尚未发生过崩溃。",
  "crashes.list": "报告列表",
  "crashes.report": "报告内容",
  "crashes.process.main": "应用程序",
  "crashes.process.window": "窗口",
  "crashes.process.engine": "引擎",
  "crashes.copy": "复制",
  "crashes.copied": "报告已复制。",
  "crashes.showInFolder": "在文件夹中显示",
  "crashes.delete": "删除",
  "crashes.close": "关闭",
  "crashes.show": "查看崩溃报告",
  "crashes.windowCrashed": "已写入一份崩溃报告。",
  "crashes.mainFailed": "应用程序内部出错，但仍在运行；为安全起见，请保存您的工作。",
};
