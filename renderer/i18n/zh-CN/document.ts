import type { document as english } from "../en/document";
import type { Translation } from "../translation";

export const document: Translation<typeof english> = {
  "document.untitled": "未命名",
  "document.addNode": "添加 {label}",
  "document.drawStarter": "画一个小网络",
  "document.removeNodes": "删除 {count} 个节点",
  "document.removeWires": "删除 {count} 条连线",
  "document.removeSelection": "删除所选内容",
  "document.moveNodes": "移动 {count} 个节点",
  "document.connect": "连接 {from} 到 {to}",
  "document.spliceNode": "在连线中插入 {label}",
  "document.setParameter": "更改 {label} 的{parameter}",
  "document.setParameterOfMany": "更改 {count} 个节点的{parameter}",
  "document.reorderInputs": "调整 {label} 的输入顺序",
  "document.rename": "重命名 {label}",
  "document.bypass": "旁路 {count} 个节点",
  "document.restore": "恢复 {count} 个节点",
  "document.cut": "剪切 {count} 个节点",
  "document.paste": "粘贴 {count} 个节点",
  "document.duplicate": "再制 {count} 个节点",
  "document.arrange": "排列节点",
  "document.fix": "修复 {code}",
  "document.setTraining": "更改训练设置",
  "document.setImageWidth": "更改图像尺寸",
  "document.setData": "更改数据设置",
};
