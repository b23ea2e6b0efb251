/** Using a trained model: on another table, and on a row typed by hand. */

export { predictActions } from "./predict-actions";
export { PredictPanel } from "./predict-panel";
