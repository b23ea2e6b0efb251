//! All that a network remembers from one step to the next, as one run of numbers: for checkpoints and for keeping the best.

use super::Network;
use crate::failure::{FailureCode, at_node, failure};
use crate::kernels::Matrix;
use crate::kernels::gradients::is_finite;
use failures::Failure;

/// A named tensor within the numbers of `Network::write_state`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateTensor {
    pub name: String,
    pub shape: Vec<usize>,
}

impl StateTensor {
    pub fn elements(&self) -> usize {
        self.shape.iter().product()
    }
}

fn read(matrix: &mut Matrix, floats: &mut &[f32]) {
    let (tight, rest) = floats.split_at(matrix.rows() * matrix.columns());
    matrix.copy_from_tight(tight);
    *floats = rest;
}

fn write(matrix: &Matrix, floats: &mut [f32], from: usize) -> usize {
    let elements = matrix.rows() * matrix.columns();
    matrix.write_tight(matrix.rows(), &mut floats[from..from + elements]);
    from + elements
}

impl Network {
    /// Every tensor of the state in order: the parameters as `parameter/NAME`, then what the optimizer remembers of each
    /// trained one as `optimizer/WHAT/NAME`.
    pub fn state_tensors(&self) -> Vec<StateTensor> {
        let shape = |index: usize| self.ir.parameters[index].shape.iter().map(|side| *side as usize).collect();
        let named = |name: String, index: usize| StateTensor { name, shape: shape(index) };
        let names = self.ir.parameters.iter().map(|parameter| &parameter.name);
        let parameters = names.enumerate().map(|(index, name)| named(format!("parameter/{name}"), index));
        let states = self.trained.iter().zip(&self.states).flat_map(|(index, state)| {
            let name = &self.ir.parameters[*index].name;
            state.matrices().map(move |(what, _)| named(format!("optimizer/{what}/{name}"), *index))
        });
        parameters.chain(states).collect()
    }

    /// Whether every parameter is finite; else a failure at the node of the first that is not.
    pub fn require_finite_parameters(&self) -> Result<(), Failure> {
        let mut parameters = self.ir.parameters.iter().zip(&self.parameters);
        let Some((parameter, _)) = parameters.find(|(_, matrix)| !is_finite(self.isa, &self.pool, matrix)) else {
            return Ok(());
        };
        let failure = failure(
            FailureCode::NotFinite,
            format!("{} is not finite", parameter.name),
            "finite parameters after the last step",
            self.advice("Lower the learning rate"),
        )
        .case("parameter")
        .text("parameter", parameter.name.as_str());
        Err(at_node(&parameter.node, failure))
    }

    /// Numbers `write_parameters` writes: the first of those that `write_state` does.
    pub fn parameter_floats(&self) -> usize {
        self.parameters.iter().map(|matrix| matrix.rows() * matrix.columns()).sum()
    }

    pub fn write_parameters(&self, floats: &mut [f32]) {
        self.parameters.iter().fold(0, |from, matrix| write(matrix, floats, from));
    }

    pub fn write_state(&self, floats: &mut [f32]) {
        let from = self.parameters.iter().fold(0, |from, matrix| write(matrix, floats, from));
        let remembered = self.states.iter().flat_map(|state| state.matrices());
        remembered.fold(from, |from, (_, matrix)| write(matrix, floats, from));
    }

    /// Takes back what `write_parameters` wrote.
    pub fn read_parameters(&mut self, mut floats: &[f32]) {
        for matrix in &mut self.parameters {
            read(matrix, &mut floats);
        }
    }

    /// Takes back what `write_state` wrote.
    pub fn read_state(&mut self, mut floats: &[f32]) {
        for matrix in &mut self.parameters {
            read(matrix, &mut floats);
        }
        for (_, matrix) in self.states.iter_mut().flat_map(|state| state.matrices_mut()) {
            read(matrix, &mut floats);
        }
    }
}
