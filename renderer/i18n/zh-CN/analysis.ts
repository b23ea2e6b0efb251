import type { analysis as english } from "../en/analysis";
import type { Translation } from "../translation";

export const analysis: Translation<typeof english> = {
  "analysis.title": "分析",
  "analysis.hint":
    "在训练静止时查看其内部：每个激活的有效秩、沿梯度方向的损失，以及参数周围平面上的损失。需要几秒钟；训练本身丝毫不变。",
  "analysis.noRun": "请先训练：还没有可供分析的训练。",
  "analysis.underWay": "请暂停训练，或等待训练结束。",
  "analysis.recorded": "这是一份训练记录：数据都在，网络不在。",
  "analysis.lost": "学到的内容已随引擎一同丢失：请继续训练或重新训练。",
  "analysis.busy": "正在分析… 您可以继续工作；继续这次训练或开始新的训练会中断分析。",
  "analysis.takenAt": "取自{place}；不含之后的步。",
  "analysis.takenOfBest": "取自{place}，参数为已恢复的最佳第 {epoch} 轮；不含之后的步。",
  "analysis.failed": "没有算出结果。",
  "analysis.brokenOff": "其间训练继续进行了。请暂停训练或等待其结束，然后重新分析。",
  "analysis.runGone": "引擎已不再保留这次训练。请重新训练。",
  "analysis.ranks": "有效秩",
  "analysis.ranksExplanation":
    "每个激活的取值在 {rows} 个训练行上真正使用的方向数：奇异值的熵取指数。远少于特征数，说明该层已塌缩到少数方向。单击可选中节点。",
  "analysis.ranksNone": "网络中没有激活。",
  "analysis.rankNone": "未计算：有取值不是有限数，或该层过宽。",
  "analysis.layer": "激活",
  "analysis.rank": "秩",
  "analysis.features": "共",
  "analysis.share": "比例",
  "analysis.lossAlong": "η 处的损失",
  "analysis.lossAlongExplanation":
    "一批 {rows} 行沿负梯度走步长 η 之后的损失，η 为学习率的 0.5 到 4 倍；带为其中最小到最大。0 处为网络当前所在。",
  "analysis.distanceAlong": "η 处的梯度距离",
  "analysis.distanceAlongExplanation":
    "在同样的 {rows} 行上，走步长 η 之后的梯度与之前的梯度相距多远。接近零说明梯度在那里仍然有效，步可以迈得大。",
  "analysis.stepSize": "步长 η",
  "analysis.extremes": "范围",
  "analysis.distance": "距离",
  "analysis.gradientNorm": "梯度范数",
  "analysis.effectiveBeta": "有效 β",
  "analysis.reading": "损失越平、梯度越近、β 越小，损失曲面就越平滑：据称这正是批归一化带来的效果。",
  "analysis.notMoving": "学习率为 0，因此任何一步都停在原处。",
  "analysis.plane": "损失平面",
  "analysis.planeExplanation":
    "权重沿两个随机方向移动 α 和 β 时，{rows} 个训练行上的平均损失；每个方向逐单元与权重等长。颜色越深损失越大；十字为当前参数。宽而均匀的洼地易于训练。",
  "analysis.planeKeys": "方向键逐点移动，Home 键回到中心。",
  "analysis.planeAt": "α {alpha}，β {beta}：损失 {loss}",
  "analysis.planeCentre": "✛ 中心：损失 {loss}",
  "analysis.ratioSteps": "相邻颜色之间为相同比值。",
};
