//! A planned network with all its memory: one batch forward, back and updated at a time. Nothing allocates after `new`.

mod advice;
mod descending;
mod layers;
mod memory;
mod mode;
mod passes;
mod population;
mod probe_sizes;
mod probed;
mod settling;
mod state;
mod train_eval_gap;
mod undisturbed;
mod updating;
mod work;

use crate::dataset::{Dataset, prepare};
use crate::failure::{FailureCode, at_operation, failure};
use crate::ir::Ir;
use crate::kernels::gather::gather;
use crate::kernels::gradients::GradientSums;
use crate::kernels::losses::correct_rows;
use crate::kernels::{Isa, Matrix, Pool};
use crate::optimizers::{MomentumProduct, OptimizerState, base_learning_rate, decayed};
use crate::plan::{Place, Plan};
use crate::row_weights::RowWeights;
use crate::thread_budget::{ThreadBudget, ThreadShare};
use descending::Descent;
use failures::Failure;
use memory::{StageMemory, initial, zeros_if};
use mode::{Mode, Weighing};
pub(crate) use probe_sizes::ProbeSizes;
pub use probed::ProbeSet;
use scratch::Stored;
pub use state::StateTensor;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
pub use work::{Work, WorkMarker};

/// Sums over one batch, to be divided by its rows.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct BatchFigures {
    pub rows: usize,
    /// Σ of the weighted losses of each row, and for each row the penalties once.
    pub loss: f64,
    /// Rows the first classification loss' value gets right.
    pub correct: usize,
}

pub struct Network {
    isa: Isa,
    pool: Pool,
    share: ThreadShare,
    ir: Arc<Ir>,
    plan: Plan,
    parameters: Vec<Matrix>,
    /// Of trained parameters; empty for others.
    parameter_gradients: Vec<Matrix>,
    /// Room for what `settle_gradients` sums.
    gradient_sums: Vec<GradientSums>,
    states: Vec<OptimizerState>,
    /// Places of trained parameters; `states` is parallel to it.
    trained: Vec<usize>,
    descent: Descent,
    /// The schedule's for the next step.
    learning_rate: f64,
    /// Training steps taken.
    steps: u32,
    momentum_product: MomentumProduct,
    /// By operation; empty where the plan has none.
    values: Vec<Matrix>,
    gradients: Vec<Matrix>,
    stage_memory: Vec<StageMemory>,
    /// Dataset values by operation, tight.
    dataset: Vec<Stored<f32>>,
    /// As the losses read them.
    targets: Vec<Vec<f32>>,
    /// Offset and factor of each target.
    target_constants: Vec<[f64; 2]>,
    target_batches: Vec<Matrix>,
    row_weights: RowWeights,
    /// Σ over the last batch of each loss, unweighted by the loss' own weight.
    loss_sums: Vec<f64>,
    /// The loss whose accuracy is told.
    accuracy_loss: Option<usize>,
    /// Most rows of a batch.
    batch: usize,
    /// The operation being computed, for whoever reports a panic.
    current: Arc<AtomicUsize>,
    work: Arc<WorkMarker>,
    #[cfg(test)]
    pub(crate) panics_at_step: Option<u32>,
}

impl Network {
    /// Allocates everything for a valid IR, its plan and a dataset checked against it.
    pub fn new(ir: Arc<Ir>, plan: Plan, dataset: Dataset, isa: Isa) -> Result<Network, Failure> {
        Network::on_threads_of(&ThreadBudget::of_process(), ir, plan, dataset, isa)
    }

    /// The same with threads of this budget.
    pub fn on_threads_of(
        budget: &ThreadBudget,
        ir: Arc<Ir>,
        plan: Plan,
        mut dataset: Dataset,
        isa: Isa,
    ) -> Result<Network, Failure> {
        let threads = budget.most(ir.training.threads);
        let pool = pool(threads)?;
        let batch = dataset.rows.min(ir.training.batch_size as usize);
        let parameters: Vec<Matrix> = ir.parameters.iter().map(|parameter| initial(&ir, parameter, &dataset)).collect();
        let trained = plan.trained();
        let mut parameter_gradients = vec![Matrix::default(); parameters.len()];
        for index in &trained {
            parameter_gradients[*index] = Matrix::zeros(parameters[*index].rows(), parameters[*index].columns());
        }
        let states =
            trained.iter().map(|index| OptimizerState::new(&ir.training.optimizer, &parameters[*index])).collect();
        let statistics = ir.training.statistics;
        let kept = |place: Place, gathered: bool| match place {
            Place::Batch => true,
            Place::Dataset => gathered,
            Place::Inner => statistics,
            Place::Unused => false,
        };
        let values = plan
            .values
            .iter()
            .map(|value| zeros_if(kept(value.place, value.gathered), batch, value.features))
            .collect();
        let gradients = plan
            .values
            .iter()
            .map(|value| zeros_if(value.has_gradient && kept(value.place, false), batch, value.features))
            .collect();
        let stage_memory = plan.stages.iter().map(|stage| StageMemory::new(&ir, &plan, stage, batch)).collect();
        let accuracy_loss = ir.losses.iter().position(|loss| loss.classes(&ir) > 0);
        let prepared = prepare(&ir, &plan, &mut dataset)?;
        // Batches gather rows from anywhere.
        prepared.iter().for_each(Stored::expect_any_order);
        let target_constants = dataset.target_constants(&ir);
        let targets = dataset.take_targets(&ir, &target_constants);
        Ok(Network {
            isa,
            pool,
            share: budget.share(threads),
            parameters,
            gradient_sums: settling::parts(&parameter_gradients),
            parameter_gradients,
            states,
            descent: Descent::new(&ir, &plan, &prepared),
            trained,
            learning_rate: base_learning_rate(&ir.training.optimizer),
            steps: 0,
            momentum_product: MomentumProduct::default(),
            values,
            gradients,
            stage_memory,
            dataset: prepared,
            target_batches: ir.targets.iter().map(|target| Matrix::zeros(batch, target.width as usize)).collect(),
            row_weights: RowWeights::new(&ir, dataset.sample_weights, batch),
            loss_sums: vec![0.0; ir.losses.len()],
            targets,
            target_constants,
            accuracy_loss,
            batch,
            current: Arc::new(AtomicUsize::new(0)),
            work: Arc::default(),
            #[cfg(test)]
            panics_at_step: None,
            ir,
            plan,
        })
    }

    pub fn has_accuracy(&self) -> bool {
        self.accuracy_loss.is_some()
    }

    /// The most threads it computes on.
    pub fn threads(&self) -> usize {
        self.pool.threads()
    }

    /// Its share of the budget's threads, to be held by whoever computes on it: each batch takes as many as it then has.
    pub fn share(&self) -> &ThreadShare {
        &self.share
    }

    /// Computes on exactly this many threads from now on while nobody holds its share, even if they are more than the
    /// machine has cores. Results do not depend on it.
    pub fn set_threads(&mut self, threads: usize) -> Result<(), Failure> {
        self.pool = pool(threads)?;
        Ok(())
    }

    pub fn batch(&self) -> usize {
        self.batch
    }

    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    pub fn ir(&self) -> &Ir {
        &self.ir
    }

    pub fn shared_ir(&self) -> Arc<Ir> {
        Arc::clone(&self.ir)
    }

    /// Training steps taken.
    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// Follows the operation being computed.
    pub(crate) fn current_operation(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.current)
    }

    /// Follows the kind of work that is done.
    pub fn work(&self) -> Arc<WorkMarker> {
        Arc::clone(&self.work)
    }

    /// A parameter by its index in `Ir::parameters`.
    pub fn parameter(&self, index: usize) -> &Matrix {
        &self.parameters[index]
    }

    pub fn parameter_mut(&mut self, index: usize) -> &mut Matrix {
        &mut self.parameters[index]
    }

    /// Indices in `Ir::parameters` of the trained ones.
    pub fn trained(&self) -> &[usize] {
        &self.trained
    }

    /// The learning rate of the last step taken, after the optimizer's own decay; before the first, the one it is to have.
    pub fn learning_rate(&self) -> f64 {
        decayed(&self.ir.training.optimizer, self.learning_rate, self.steps.saturating_sub(1))
    }

    /// Counts `steps` steps as taken, the last of them at this learning rate of the schedule.
    pub fn go_on_after(&mut self, steps: u32, learning_rate: f64) {
        (self.steps, self.learning_rate) = (steps, learning_rate);
    }

    /// Sets the learning rate of the steps to come, before the optimizer's own decay; at first the optimizer's own.
    pub fn set_learning_rate(&mut self, learning_rate: f64) {
        self.learning_rate = learning_rate;
    }

    /// Trains on the rows `order` as training step `step`. With `probes`, measures every layer at this step.
    ///
    /// A batch whose loss or a gradient of which is not finite changes neither parameters nor what the optimizer
    /// remembers, and is reported with the first operation whose value, or gradient on the way back, is not finite. One
    /// whose update is not finite is reported with the first operation it spoiled; the network is then of no more use.
    pub fn train_batch(
        &mut self,
        order: &[u32],
        step: u32,
        mut probes: Option<&mut ProbeSet>,
    ) -> Result<BatchFigures, Failure> {
        let mode = Mode::Train { step, keep_inner: probes.is_some() };
        self.load(order);
        let before = if probes.is_some() { self.losses_before(order.len()) } else { None };
        self.forward(order.len(), mode);
        let mut figures = self.losses(order.len(), Weighing::Train);
        let train_eval_gap = before.map(|before| before.gap(figures.loss, order.len()));
        if !figures.loss.is_finite() {
            return Err(self.not_finite(order.len(), step, figures.loss));
        }
        #[cfg(test)]
        assert!(self.panics_at_step != Some(step), "a fault at step {step}");
        let defers = probes.is_none() && self.descent.descends.contains(&true);
        self.backward(order.len(), mode, defers);
        let descends = defers && self.can_descend(order.len());
        if defers && !descends {
            self.deferred_gradients(order.len());
        }
        self.work.set(Work::Settle);
        let sums = self.settle_gradients(descends);
        if !sums.is_finite || !sums.penalty.is_finite() {
            return Err(self.gradient_not_finite(order.len(), step, sums));
        }
        figures.loss += sums.penalty * order.len() as f64;
        self.clip_norm(sums.squares);
        let is_tracked = self.track_moments(order.len());
        if let Some(probes) = &mut probes {
            self.work.set(Work::Statistics);
            probes.measure(self, order.len(), train_eval_gap);
        }
        let is_updated = self.update(order.len(), step, descends, probes);
        if !(is_tracked && is_updated) {
            return Err(self.update_not_finite(step));
        }
        self.steps = step + 1;
        self.work.set(Work::Between);
        Ok(figures)
    }

    /// Loss and accuracy of the rows `order` in inference mode; at most a batch of them.
    pub fn evaluate_batch(&mut self, order: &[u32]) -> BatchFigures {
        self.load(order);
        self.forward(order.len(), Mode::Infer);
        let mut figures = self.losses(order.len(), Weighing::Evaluate);
        self.work.set(Work::Settle);
        figures.loss += self.penalties() * order.len() as f64;
        self.work.set(Work::Between);
        figures
    }

    /// Runs the rows `order` in inference mode, at most a batch of them, without losses: `evaluated` has the predictions.
    pub fn infer_batch(&mut self, order: &[u32]) {
        self.load(order);
        self.forward(order.len(), Mode::Infer);
        self.work.set(Work::Between);
    }

    /// Balances class weights that are to be balanced over these rows, the training rows.
    pub fn balance_classes(&mut self, training: impl Iterator<Item = u32> + Clone) {
        self.row_weights.balance(&self.ir, &self.targets, training);
    }

    /// Offset and factor by which this loss' target was scaled: y = scaled/factor + offset; 0 and 1 of one that was not.
    pub fn target_constants(&self, loss: usize) -> [f64; 2] {
        self.target_constants[self.plan.losses[loss].target]
    }

    /// Predictions and targets of the batch that was evaluated last as the loss reads them, and the sum over its rows of
    /// this loss.
    pub fn evaluated(&self, loss: usize) -> (&Matrix, &Matrix, f64) {
        let stage = &self.plan.losses[loss];
        (&self.values[stage.value], &self.target_batches[stage.target], self.loss_sums[loss])
    }

    /// Takes the threads that it has now, and gathers the batch's rows of every dataset value, target and weight.
    fn load(&mut self, order: &[u32]) {
        self.work.set(Work::Gather);
        let held = self.share.threads();
        self.pool.use_threads(if held > 0 { held } else { self.pool.threads() });
        for operation in 0..self.plan.values.len() {
            if self.plan.values[operation].gathered {
                self.current.store(operation, Ordering::Relaxed);
                gather(self.isa, &self.pool, &self.dataset[operation], order, &mut self.values[operation]);
            }
        }
        for (source, batch) in self.targets.iter().zip(&mut self.target_batches) {
            gather(self.isa, &self.pool, source, order, batch);
        }
        self.row_weights.load(order);
    }

    fn figures(&self, rows: usize, loss: f64) -> BatchFigures {
        let correct = self.accuracy_loss.map_or(0, |loss| {
            let loss = &self.plan.losses[loss];
            correct_rows(rows, &self.values[loss.value], &self.target_batches[loss.target])
        });
        BatchFigures { rows, loss, correct }
    }

    /// Looks for the first value that is not finite, by running the batch again with every inner value kept.
    fn not_finite(&mut self, rows: usize, step: u32, loss: f64) -> Failure {
        for (operation, value) in self.plan.values.iter().enumerate() {
            if value.place == Place::Inner && self.values[operation].rows() == 0 {
                self.values[operation] = Matrix::zeros(self.batch, value.features);
            }
        }
        self.forward(rows, Mode::Train { step, keep_inner: true });
        let is_finite =
            |value: &Matrix| (0..rows.min(value.rows())).all(|row| value.row(row).iter().all(|x| x.is_finite()));
        let first = self.values.iter().position(|value| !is_finite(value));
        let found = format!("a loss of {loss} at step {step}");
        let failure = failure(
            FailureCode::NotFinite,
            found,
            "finite values in every layer",
            self.advice("Lower the learning rate"),
        )
        .case("loss")
        .number("step", f64::from(step));
        // Where every value is finite the loss itself overflowed.
        let operation = first.unwrap_or(self.plan.losses[0].value);
        at_operation(&self.ir, operation, failure)
    }
}

fn pool(threads: usize) -> Result<Pool, Failure> {
    Pool::new(threads).map_err(|error| {
        failure(FailureCode::Thread, error.to_string(), "a thread for matrix work", "Choose fewer threads.")
    })
}
