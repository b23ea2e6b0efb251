//! A run's network in the hands of the one who computes on it, with threads to compute on.

use crate::network::Network;
use crate::thread_budget::HeldShare;
use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The network and its share of threads, given back together.
pub(super) struct HeldNetwork<'a> {
    /// Given back first, so that whoever takes the network next finds its share free.
    _threads: HeldShare,
    network: MutexGuard<'a, Network>,
}

impl HeldNetwork<'_> {
    pub fn new(network: MutexGuard<'_, Network>) -> HeldNetwork<'_> {
        HeldNetwork { _threads: network.share().hold(), network }
    }

    /// Waits until nobody else has the network.
    pub fn lock(network: &Mutex<Network>) -> HeldNetwork<'_> {
        // Whoever read parameters cannot have left them half written.
        HeldNetwork::new(network.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Deref for HeldNetwork<'_> {
    type Target = Network;

    fn deref(&self) -> &Network {
        &self.network
    }
}

impl DerefMut for HeldNetwork<'_> {
    fn deref_mut(&mut self) -> &mut Network {
        &mut self.network
    }
}
