// Trains the sample for three epochs, saves the model, and predicts two people's income class with it.
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile, loadModel, train } from "layerglass";

const project = fileURLToPath(import.meta.resolve("layerglass/samples/why-batch-normalization.layerglass"));

const { parameters, layers } = await compile(project);
console.log(`${layers.length} layers, ${parameters} parameters`);

const run = train(project, { epochs: 3, seed: 7 });
for await (const event of run) {
  if (event.event === "epoch") {
    console.log(`epoch ${event.epoch}: validation accuracy ${event.validation_accuracy?.toFixed(3)}`);
  }
}
const file = join(tmpdir(), `income-${process.pid}.safetensors`);
await (await run.result()).save(file);

const model = await loadModel(file);
await rm(file);
const person = {
  age: 39,
  workclass: 7,
  fnlwgt: 77516,
  education: 9,
  "educational-num": 13,
  "marital-status": 4,
  occupation: 1,
  relationship: 1,
  race: 4,
  gender: 1,
  "capital-gain": 2174,
  "capital-loss": 0,
  "hours-per-week": 40,
  "native-country": 39,
};
const predictions = await model.predict([person, { ...person, "capital-gain": 20000 }]);
for (const prediction of predictions) {
  const income = prediction?.outputs[0];
  if (income && "class" in income) console.log(`income class ${income.class}`, income.probabilities);
}
