import type { about as english } from "../en/about";
import type { Translation } from "../translation";

export const about: Translation<typeof english> = {
  "about.title": "关于 Layerglass",
  "about.version": "版本 {version}",
  "about.fromSource": "从源代码运行",
  "about.system": "系统",
  "about.licence": "Layerglass 是自由软件，采用 MIT 许可证。",
  "about.copyVersion": "复制版本信息",
  "about.copied": "版本信息已复制。",
  "about.notices": "第三方软件",
  "about.noticesSearch": "查找软件包或许可证…",
  "about.noticesCounted": "{count, plural, other {# 个软件包}}",
  "about.noticesNone": "没有匹配的软件包。",
  "about.noticesAbsent": "此列表在打包时生成：npm run notices。",
  "about.chromium": "Chromium 和 Node.js 的许可证见程序旁的 LICENSES.chromium.html。",
  "about.updates": "检查更新",
  "about.updatesBody":
    "Layerglass 不建立任何网络连接，因此不会自行检查更新。当前版本为 {version}。新版本列在 {address}，将在浏览器中打开。",
  "about.openBrowser": "在浏览器中打开",
};
