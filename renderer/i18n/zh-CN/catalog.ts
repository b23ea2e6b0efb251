import type { NodeCategory } from "../../../engine/catalog";
import type { KindText } from "../text-types";

export const categories: Readonly<Record<NodeCategory, string>> = {
  data: "数据",
  layer: "层",
  normalization: "归一化",
  activation: "激活",
  regularization: "正则化",
  merge: "合并",
  output: "输出",
};

const input = { input: "输入" };
const merged = { ...Object.fromEntries([..."abcdefghijklmnop"].map((port) => [port, port])), output: "输出" };

/** Chinese texts of every kind in the catalog; a test finds what is missing. */
export const kinds: Readonly<Record<string, KindText>> = {
  data: {
    label: "数据",
    summary: "表格中的特征列，转换为数值，每行一个样本。",
    ports: { features: "特征" },
    parameters: {},
  },
  scale: {
    label: "缩放",
    summary: "用仅由训练行拟合的常数，把每个特征变换到相近的范围。",
    ports: { ...input, output: "输出" },
    parameters: {
      method: {
        label: "方法",
        help: "标准化适合大多数表格；最小–最大缩放到 [0, 1]；“无”表示原样传递。有自己缩放的列（“数据”面板中该列的详情）保持原样。",
        choices: { standardize: "标准化", min_max: "最小–最大", none: "无" },
        frameworks: "scikit-learn：StandardScaler、MinMaxScaler",
      },
    },
  },
  dense: {
    label: "全连接层",
    summary: "每个单元都是全部输入的加权和，再加上偏置。",
    ports: { ...input, output: "输出" },
    parameters: {
      units: {
        label: "单元数",
        help: "输出的个数。最后一个全连接层每个类别需要一个单元，预测数值则需要一个。",
        frameworks: "PyTorch：out_features",
      },
      use_bias: { label: "偏置", help: "为每个单元加上一个可训练的常数。后接批归一化时多余。" },
      kernel_initializer: {
        label: "初始权重",
        help: "权重的初始化方式。Glorot 适合 tanh 和 sigmoid，He 适合 ReLU。",
        choices: {
          glorot_uniform: "Glorot 均匀分布",
          glorot_normal: "Glorot 正态分布",
          he_uniform: "He 均匀分布",
          he_normal: "He 正态分布",
          lecun_normal: "LeCun 正态分布",
          uniform: "均匀分布",
          normal: "正态分布",
          zeros: "全 0",
          ones: "全 1",
          constant: "常数",
        },
        frameworks: "Keras 为 Glorot 均匀分布，PyTorch 为 U(±1/√in)",
      },
      kernel_range: {
        label: "范围 ±",
        help: "权重在 −范围 与 +范围 之间均匀取值。",
        frameworks: "Keras 为 0.05",
      },
      kernel_standard_deviation: {
        label: "标准差 σ",
        help: "权重服从均值为 0、以此为标准差的正态分布。",
        frameworks: "Keras 为 0.05",
      },
      kernel_value: { label: "值", help: "每个权重的初始值。" },
      kernel_l1: { label: "权重 L1", help: "为损失加上 l1 · Σ|w|，使权重趋于 0；0 表示不用。" },
      kernel_l2: {
        label: "权重 L2",
        help: "为损失加上 l2 · Σw²，使权重保持较小；0 表示不用。",
        frameworks: "Keras 的 L2 正则化；PyTorch：weight_decay = 2 · l2",
      },
      kernel_max_norm: {
        label: "最大范数",
        help: "每一步之后把每个单元输入权重的 L2 范数限制在此值以内；0 表示不限。",
        frameworks: "Keras：MaxNorm(axis=0)",
      },
      bias_l1: { label: "偏置 L1", help: "为损失加上 l1 · Σ|b|；0 表示不用。" },
      bias_l2: { label: "偏置 L2", help: "为损失加上 l2 · Σb²；0 表示不用。" },
    },
  },
  batch_norm: {
    label: "批归一化",
    summary: "在批次上归一化每个特征，再用可训练的 γ 缩放、β 平移。",
    ports: { ...input, output: "输出" },
    parameters: {
      epsilon: {
        label: "Epsilon ε",
        help: "加到方差上，避免常数特征除以零。",
        frameworks: "Keras 为 1e-3，PyTorch 为 1e-5",
      },
      momentum: {
        label: "动量 ρ",
        help: "每个批次后滑动均值和滑动方差保留的比例。",
        frameworks: "Keras 为 0.99，PyTorch 为 0.9（其写法为动量 0.1 = 1 − ρ）",
      },
      center: {
        label: "平移 β",
        help: "为每个特征加上可训练的 β，初值为 0。",
        frameworks: "PyTorch：affine，同时控制 γ 和 β",
      },
      scale: {
        label: "缩放 γ",
        help: "为每个特征乘以可训练的 γ，初值为 1。",
        frameworks: "PyTorch：affine，同时控制 γ 和 β",
      },
      running_variance: {
        label: "滑动方差",
        help: "跟踪哪种方差：批次自身的方差（有偏），或乘以 n/(n−1)（无偏）。",
        choices: { biased: "有偏", unbiased: "无偏" },
        frameworks: "Keras 为有偏，PyTorch 为无偏",
      },
    },
  },
  layer_norm: {
    label: "层归一化",
    summary: "对每一行在其特征上归一化，再用可训练的 γ 缩放、β 平移。",
    ports: { ...input, output: "输出" },
    parameters: {
      epsilon: {
        label: "Epsilon ε",
        help: "加到方差上，避免各值相同的行除以零。",
        frameworks: "Keras 为 1e-3，PyTorch 为 1e-5",
      },
      center: { label: "平移 β", help: "为每个特征加上可训练的 β，初值为 0。", frameworks: "PyTorch：bias" },
      scale: {
        label: "缩放 γ",
        help: "为每个特征乘以可训练的 γ，初值为 1。",
        frameworks: "PyTorch：elementwise_affine，同时控制 γ 和 β",
      },
    },
  },
  activation: {
    label: "激活函数",
    summary: "对每个值应用一个函数（softmax 则作用于每一行）。",
    ports: { ...input, output: "输出" },
    parameters: {
      function: {
        label: "函数",
        help: "层与层之间用 ReLU 或 tanh；分类损失之前用 softmax；单个概率用 sigmoid。",
        choices: {
          linear: "线性",
          relu: "ReLU",
          leaky_relu: "leaky ReLU",
          elu: "ELU",
          selu: "SELU",
          gelu: "GELU",
          gelu_tanh: "GELU（tanh）",
          swish: "swish",
          softplus: "softplus",
          tanh: "tanh",
          softsign: "softsign",
          sigmoid: "sigmoid",
          hard_sigmoid: "hard sigmoid",
          softmax: "softmax",
        },
        frameworks:
          "GELU：Keras 和 PyTorch 默认精确形式，可选 tanh 形式；swish 即 PyTorch 的 SiLU；hard sigmoid 同 Keras 3 和 PyTorch，旧版 Keras 为 0.2z + 0.5",
      },
      negative_slope: {
        label: "负半轴斜率 α",
        help: "小于 0 的值所乘的系数。",
        frameworks: "PyTorch 为 0.01，Keras 的层为 0.3、函数为 0.2",
      },
      alpha: { label: "Alpha α", help: "极小的值输出为 −α。", frameworks: "Keras 和 PyTorch 为 1" },
    },
  },
  dropout: {
    label: "随机失活",
    summary: "训练时把随机一部分值置 0，使单元之间不致相互依赖。",
    ports: { ...input, output: "输出" },
    parameters: {
      rate: {
        label: "失活率 p",
        help: "每个批次中被置 0 的值所占的比例。",
        frameworks: "Keras 和 PyTorch：丢弃的比例；TensorFlow 1 的 keep_prob：保留的比例",
      },
    },
  },
  gaussian_noise: {
    label: "高斯噪声",
    summary: "训练时为每个值加上正态噪声，使微小差异不被死记。",
    ports: { ...input, output: "输出" },
    parameters: {
      standard_deviation: {
        label: "标准差 σ",
        help: "噪声的离散程度；缩放后的特征约为 1。",
        frameworks: "Keras：stddev，无默认值；PyTorch 没有此层",
      },
    },
  },
  add: { label: "相加", summary: "把形状相同的输入逐元素相加，如残差支路。", ports: merged, parameters: {} },
  multiply: { label: "相乘", summary: "把形状相同的输入逐元素相乘，如门控。", ports: merged, parameters: {} },
  concat: { label: "拼接", summary: "按端口顺序把各输入的特征并列在一起。", ports: merged, parameters: {} },
  output: {
    label: "输出",
    summary: "把预测与目标列比较；训练使这一损失变小。",
    ports: { prediction: "预测" },
    parameters: {
      target: { label: "目标", help: "此输出要预测的目标列；默认为表格的第一个目标列。" },
      loss: {
        label: "损失函数",
        help: "分类用交叉熵（二元：前接 sigmoid 或 softmax；多类：前接 softmax）；数值用均方误差，若离群值应少算则用绝对误差或 Huber。",
        choices: {
          binary_cross_entropy: "二元交叉熵",
          categorical_cross_entropy: "多类交叉熵",
          mean_squared_error: "均方误差",
          mean_absolute_error: "平均绝对误差",
          huber: "Huber",
        },
        frameworks:
          "Keras：稀疏与普通的多类交叉熵在此是同一种；PyTorch：对概率使用 BCELoss，其 CrossEntropyLoss 已包含 softmax",
      },
      delta: {
        label: "Delta δ",
        help: "不超过 δ 的误差按平方计，更大的按比例计；目标经标准化时以 σ 为单位。",
        frameworks: "Keras 和 PyTorch 为 1",
      },
      target_scaling: {
        label: "目标缩放",
        help: "数值在 0 附近最易学习：“标准化”减去训练行的均值再除以其 σ。预测与指标仍以目标自己的单位表示；损失按缩放后的数值计算。",
        choices: { standardize: "标准化", none: "无" },
        frameworks: "scikit-learn：TransformedTargetRegressor 配 StandardScaler；Keras 和 PyTorch：无",
      },
      weight: {
        label: "损失权重",
        help: "此输出的损失在所有输出损失之和中的份量。",
        frameworks: "Keras：loss_weights",
      },
      class_weights: {
        label: "类别权重",
        help: "“平衡”按类别在训练行中的稀少程度加权：行数 /（类别数 · 该类别的行数）。",
        choices: { none: "无", balanced: "平衡", given: "给定" },
        frameworks: 'Keras：class_weight；scikit-learn：class_weight="balanced"',
      },
      class_weight_values: {
        label: "权重",
        help: "按类别顺序（数值按大小，文本按字母顺序）每个类别一个权重，用逗号分隔。",
      },
    },
  },
};
