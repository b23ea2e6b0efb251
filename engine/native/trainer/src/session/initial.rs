//! A run that starts from what another learnt.

use crate::failure::{FailureCode, at_node, failure};
use crate::ir::ParameterRole;
use crate::network::Network;
use crate::tensor::NamedTensor;
use failures::Failure;

/// Replaces parameters before the first step; none of them if one does not fit.
///
/// # Errors
/// One that the network has not or that is fitted to the data, has another shape, comes twice, or is not finite.
pub(super) fn start_with(network: &mut Network, tensors: &[NamedTensor]) -> Result<(), Failure> {
    let mut indices = Vec::with_capacity(tensors.len());
    for tensor in tensors {
        let name = &tensor.name;
        let found = network.ir().parameters.iter().position(|parameter| parameter.name == *name);
        let Some(index) = found.filter(|index| !indices.contains(index)) else {
            let expected = "parameters that the network has, each once";
            let failure = unfit(format!("initial values for {name}"), expected.to_owned());
            return Err(failure.case("unknown").text("parameter", name.as_str()));
        };
        let parameter = &network.ir().parameters[index];
        let fault = |case: &str, found: String, expected: String| {
            let failure = unfit(found, expected).case(case).text("parameter", name.as_str());
            at_node(&parameter.node, failure)
        };
        if parameter.role == ParameterRole::Fitted {
            let expected = "constants fitted to the data for it";
            return Err(fault("unknown", format!("initial values for {name}"), expected.to_owned()));
        }
        let elements: usize = parameter.shape.iter().map(|side| *side as usize).product();
        let has_shape = parameter.shape.iter().map(|side| *side as usize).eq(tensor.shape.iter().copied());
        if !has_shape || tensor.values.len() != elements {
            let found = format!("{} values of shape {:?} for {name}", tensor.values.len(), tensor.shape);
            return Err(fault("shape", found, format!("shape {:?}", parameter.shape))
                .text("found_shape", format!("{:?}", tensor.shape))
                .text("shape", format!("{:?}", parameter.shape)));
        }
        if let Some(at) = tensor.values.iter().position(|value| !value.is_finite()) {
            let found = format!("{} at place {at} of {name}", tensor.values[at]);
            return Err(fault("not_finite", found, "finite numbers".to_owned()));
        }
        indices.push(index);
    }
    for (tensor, index) in tensors.iter().zip(indices) {
        network.parameter_mut(index).copy_from_tight(&tensor.values);
    }
    Ok(())
}

fn unfit(found: String, expected: String) -> Failure {
    failure(
        FailureCode::ModelMismatch,
        found,
        expected,
        "Load the weights again, and look at the differences listed, or start fresh.",
    )
}
