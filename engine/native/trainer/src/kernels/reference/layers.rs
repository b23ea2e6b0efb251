//! Layers, forward and back.

use super::Real;

/// c[m×n] = a[m×k]·b[k×n].
pub fn product<R: Real>(m: usize, k: usize, n: usize, a: &[R], b: &[R]) -> Vec<R> {
    let mut c = vec![R::of(0.0); m * n];
    for row in 0..m {
        for column in 0..n {
            for i in 0..k {
                c[row * n + column] += a[row * k + i] * b[i * n + column];
            }
        }
    }
    c
}

/// The transpose of a[rows×columns].
pub fn transposed<R: Real>(rows: usize, columns: usize, a: &[R]) -> Vec<R> {
    (0..rows * columns).map(|index| a[index % rows * columns + index / rows]).collect()
}

/// z = xW + b.
pub fn dense<R: Real>(rows: usize, x: &[R], weight: &[R], bias: Option<&[R]>, outputs: usize) -> Vec<R> {
    let mut z = product(rows, x.len() / rows, outputs, x, weight);
    if let Some(bias) = bias {
        for (index, z) in z.iter_mut().enumerate() {
            *z += bias[index % outputs];
        }
    }
    z
}

/// Gradients of a Dense.
pub struct DenseGradients<R> {
    pub input: Vec<R>,
    pub weight: Vec<R>,
    pub bias: Vec<R>,
}

/// dx = dz·Wᵀ, dW = xᵀ·dz, db = Σ dz.
pub fn dense_backward<R: Real>(rows: usize, x: &[R], weight: &[R], dz: &[R]) -> DenseGradients<R> {
    let (inputs, outputs) = (x.len() / rows, dz.len() / rows);
    DenseGradients {
        input: product(rows, outputs, inputs, dz, &transposed(inputs, outputs, weight)),
        weight: product(inputs, rows, outputs, &transposed(rows, inputs, x), dz),
        bias: column_sums(outputs, dz),
    }
}

/// Σ over the rows.
pub fn column_sums<R: Real>(columns: usize, x: &[R]) -> Vec<R> {
    let mut sums = vec![R::of(0.0); columns];
    for (index, x) in x.iter().enumerate() {
        sums[index % columns] += *x;
    }
    sums
}

/// What a BatchNorm computes in training.
pub struct BatchNorm<R> {
    pub output: Vec<R>,
    pub mean: Vec<R>,
    /// Biased.
    pub variance: Vec<R>,
}

/// γ(z−μ)/√(σ²+ε)+β with the batch's moments.
pub fn batch_norm<R: Real>(rows: usize, z: &[R], gamma: &[R], beta: &[R], epsilon: R) -> BatchNorm<R> {
    let features = z.len() / rows;
    let n = R::of(rows as f64);
    let mean: Vec<R> = column_sums(features, z).into_iter().map(|sum| sum / n).collect();
    let squares: Vec<R> =
        z.iter().enumerate().map(|(index, z)| (*z - mean[index % features]) * (*z - mean[index % features])).collect();
    let variance: Vec<R> = column_sums(features, &squares).into_iter().map(|sum| sum / n).collect();
    let output = affine_norm(z, gamma, beta, &mean, &variance, epsilon);
    BatchNorm { output, mean, variance }
}

/// γ(z−mean)/√(variance+ε)+β with given moments: inference.
pub fn affine_norm<R: Real>(z: &[R], gamma: &[R], beta: &[R], mean: &[R], variance: &[R], epsilon: R) -> Vec<R> {
    let features = mean.len();
    z.iter()
        .enumerate()
        .map(|(index, z)| {
            let feature = index % features;
            gamma[feature] * (*z - mean[feature]) / (variance[feature] + epsilon).sqrt() + beta[feature]
        })
        .collect()
}

/// Gradients of a BatchNorm.
pub struct BatchNormGradients<R> {
    pub input: Vec<R>,
    pub gamma: Vec<R>,
    pub beta: Vec<R>,
}

/// dz = γ/√(σ²+ε) · (dy − mean(dy) − x̂·mean(dy·x̂)), dγ = Σ dy·x̂, dβ = Σ dy.
pub fn batch_norm_backward<R: Real>(rows: usize, z: &[R], gamma: &[R], epsilon: R, dy: &[R]) -> BatchNormGradients<R> {
    let features = z.len() / rows;
    let n = R::of(rows as f64);
    let BatchNorm { mean, variance, .. } = batch_norm(rows, z, gamma, gamma, epsilon);
    let unit: Vec<R> = z
        .iter()
        .enumerate()
        .map(|(index, z)| (*z - mean[index % features]) / (variance[index % features] + epsilon).sqrt())
        .collect();
    let products: Vec<R> = dy.iter().zip(&unit).map(|(dy, unit)| *dy * *unit).collect();
    let (beta_gradient, gamma_gradient) = (column_sums(features, dy), column_sums(features, &products));
    let input = (0..z.len())
        .map(|index| {
            let feature = index % features;
            let centred = dy[index] - beta_gradient[feature] / n - unit[index] * gamma_gradient[feature] / n;
            gamma[feature] / (variance[feature] + epsilon).sqrt() * centred
        })
        .collect();
    BatchNormGradients { input, gamma: gamma_gradient, beta: beta_gradient }
}

/// R ← ρR + (1−ρ)·batch.
pub fn running<R: Real>(running: &[R], batch: &[R], momentum: R) -> Vec<R> {
    running.iter().zip(batch).map(|(r, batch)| momentum * *r + (R::of(1.0) - momentum) * *batch).collect()
}

/// x·keep/(1−p): forward on values, backward on gradients.
pub fn dropout<R: Real>(x: &[R], keep: &[bool], rate: R) -> Vec<R> {
    let scale = R::of(1.0) / (R::of(1.0) - rate);
    x.iter().zip(keep).map(|(x, keep)| if *keep { *x * scale } else { R::of(0.0) }).collect()
}

/// (x − offset)·factor.
pub fn scaled<R: Real>(x: R, offset: R, factor: R) -> R {
    (x - offset) * factor
}

/// `scaled` of each element of rows, by the constants of its feature.
pub fn scale<R: Real>(x: &[R], offset: &[R], factor: &[R]) -> Vec<R> {
    let features = offset.len();
    x.iter().enumerate().map(|(index, x)| scaled(*x, offset[index % features], factor[index % features])).collect()
}

/// γ(x−μ)/√(σ²+ε)+β with the moments of each row of as many features as γ has.
pub fn layer_norm<R: Real>(x: &[R], gamma: &[R], beta: &[R], epsilon: R) -> Vec<R> {
    let mut output = Vec::with_capacity(x.len());
    for row in x.chunks(gamma.len()) {
        let (mean, inverse) = row_figures(row, epsilon);
        let scaled = row.iter().zip(gamma).map(|(x, gamma)| *gamma * (*x - mean) * inverse);
        output.extend(scaled.zip(beta).map(|(scaled, beta)| scaled + *beta));
    }
    output
}

/// μ and 1/√(σ²+ε).
fn row_figures<R: Real>(row: &[R], epsilon: R) -> (R, R) {
    let n = R::of(row.len() as f64);
    let mean = row.iter().fold(R::of(0.0), |sum, x| sum + *x) / n;
    let variance = row.iter().fold(R::of(0.0), |sum, x| sum + (*x - mean) * (*x - mean)) / n;
    (mean, R::of(1.0) / (variance + epsilon).sqrt())
}

/// Gradients of a LayerNorm: dx = (h − mean(h) − x̂·mean(h·x̂))/√(σ²+ε) with h = γ·dy and means over the row,
/// dγ = Σ dy·x̂, dβ = Σ dy over the batch.
pub fn layer_norm_backward<R: Real>(x: &[R], gamma: &[R], epsilon: R, dy: &[R]) -> BatchNormGradients<R> {
    let features = gamma.len();
    let n = R::of(features as f64);
    let (mut input, mut products) = (Vec::new(), Vec::new());
    for (row, dy) in x.chunks(features).zip(dy.chunks(features)) {
        let (mean, inverse) = row_figures(row, epsilon);
        let units: Vec<R> = row.iter().map(|x| (*x - mean) * inverse).collect();
        let h: Vec<R> = dy.iter().zip(gamma).map(|(dy, gamma)| *dy * *gamma).collect();
        let sum = h.iter().fold(R::of(0.0), |sum, h| sum + *h);
        let product = h.iter().zip(&units).fold(R::of(0.0), |sum, (h, unit)| sum + *h * *unit);
        input.extend(h.iter().zip(&units).map(|(h, unit)| inverse * (*h - sum / n - *unit * product / n)));
        products.extend(dy.iter().zip(&units).map(|(dy, unit)| *dy * *unit));
    }
    BatchNormGradients { input, gamma: column_sums(features, &products), beta: column_sums(features, dy) }
}

/// x + σ·n with draws n of N(0, 1); the gradient passes unchanged.
pub fn noise<R: Real>(x: &[R], draws: &[R], standard_deviation: R) -> Vec<R> {
    x.iter().zip(draws).map(|(x, draw)| *x + standard_deviation * *draw).collect()
}

/// Σ of several values of one shape; the gradient of each is that of the sum.
pub fn add<R: Real>(branches: &[&[R]]) -> Vec<R> {
    combined(branches, |sum, x| sum + x)
}

/// Π of several values of one shape.
pub fn multiply<R: Real>(branches: &[&[R]]) -> Vec<R> {
    combined(branches, |product, x| product * x)
}

fn combined<R: Real>(branches: &[&[R]], f: impl Fn(R, R) -> R) -> Vec<R> {
    let mut all = branches.first().map_or(Vec::new(), |first| first.to_vec());
    for branch in branches.iter().skip(1) {
        all.iter_mut().zip(*branch).for_each(|(all, x)| *all = f(*all, *x));
    }
    all
}

/// Gradient of each factor: dy times all the others.
pub fn multiply_backward<R: Real>(branches: &[&[R]], dy: &[R]) -> Vec<Vec<R>> {
    let others = |branch: usize| {
        let others = branches.iter().enumerate().filter(move |(other, _)| *other != branch).map(|(_, x)| *x);
        multiply(&std::iter::once(dy).chain(others).collect::<Vec<_>>())
    };
    (0..branches.len()).map(others).collect()
}

/// Rows side by side, in the order of the branches.
pub fn concat<R: Real>(rows: usize, branches: &[&[R]]) -> Vec<R> {
    let row = |row: usize| {
        let pieces = branches.iter().map(move |branch| {
            let features = branch.len() / rows;
            &branch[row * features..][..features]
        });
        pieces.flatten().copied()
    };
    (0..rows).flat_map(row).collect()
}

/// The columns of dy that each branch, of so many features, supplied.
pub fn concat_backward<R: Real>(features: &[usize], dy: &[R]) -> Vec<Vec<R>> {
    let total: usize = features.iter().sum();
    let mut offset = 0;
    let mut gradients = Vec::with_capacity(features.len());
    for features in features {
        gradients.push(dy.chunks(total).flat_map(|row| row[offset..][..*features].to_vec()).collect());
        offset += features;
    }
    gradients
}
