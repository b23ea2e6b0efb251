//! A network whose parameters are moved about and put back.

use crate::network::Network;

/// Holds a network's parameters as they were and puts them back to the bit when dropped, whatever ended its use.
pub(super) struct Displaced<'a> {
    network: &'a mut Network,
    /// Every parameter by its index in `Ir::parameters`, row-major.
    before: Vec<f32>,
    /// Where each parameter begins in `before`.
    starts: Vec<usize>,
}

impl<'a> Displaced<'a> {
    pub fn new(network: &'a mut Network) -> Displaced<'a> {
        let mut before = vec![0.0; network.parameter_floats()];
        network.write_parameters(&mut before);
        let mut end = 0;
        let starts = (0..network.ir().parameters.len()).map(|index| {
            let parameter = network.parameter(index);
            let start = end;
            end += parameter.rows() * parameter.columns();
            start
        });
        Displaced { starts: starts.collect(), network, before }
    }

    pub fn network(&mut self) -> &mut Network {
        self.network
    }

    /// Moves the parameter at `index` from where it was, each element by `by` its row-major number.
    pub fn displace(&mut self, index: usize, by: impl Fn(usize) -> f64) {
        let parameter = self.network.parameter_mut(index);
        let columns = parameter.columns();
        for row in 0..parameter.rows() {
            let before = &self.before[self.starts[index] + row * columns..][..columns];
            for (column, (moved, before)) in parameter.row_mut(row).iter_mut().zip(before).enumerate() {
                *moved = (f64::from(*before) + by(row * columns + column)) as f32;
            }
        }
    }
}

impl Drop for Displaced<'_> {
    fn drop(&mut self) {
        self.network.read_parameters(&self.before);
    }
}
