import { checkNumber, type TrainingSetup, trainingLimits } from "../../engine/model";
import { useDocument } from "../document";
import { useText } from "../i18n";
import { isActive, useRun } from "../runs";
import { Checkbox, Icon, IconButton } from "../ui";
import { OptimizerForm } from "./optimizer-form";
import { ClippingForm } from "./optional-settings";
import { BatchesForm, ValidationForm } from "./rows-form";
import { ScheduleForm } from "./schedule-form";
import { runNumber, SettingGroup, SettingNumber, setTraining } from "./setting-fields";
import { StartForm } from "./start-form";
import { EvaluationForm, StoppingForm } from "./stopping-form";
import "./training-panel.css";

/** The form of the training setup. Locked while a run is active. */
export function TrainingPanel() {
  const text = useText();
  const training = useDocument((state) => state.training);
  const locked = useRun((state) => isActive(state.state));
  return (
    <section className="training-panel" data-testid="training-panel" aria-label={text("training.panel")}>
      {locked && (
        <p className="training-locked" role="status">
          <Icon name="information" size={14} />
          {text("training.locked")}
        </p>
      )}
      <SettingGroup legend="training.start" locked={locked}>
        <StartForm />
      </SettingGroup>
      <SettingGroup legend="training.batches" locked={locked}>
        <BatchesForm training={training} />
      </SettingGroup>
      <SettingGroup legend="training.optimizer" locked={locked}>
        <OptimizerForm optimizer={training.optimizer} />
      </SettingGroup>
      <SettingGroup legend="training.schedule" locked={locked}>
        <ScheduleForm training={training} />
      </SettingGroup>
      <SettingGroup legend="training.clipping" locked={locked}>
        <ClippingForm training={training} />
      </SettingGroup>
      <SettingGroup legend="training.validation" locked={locked}>
        <ValidationForm training={training} />
      </SettingGroup>
      <SettingGroup legend="training.stopping" locked={locked}>
        <StoppingForm training={training} />
      </SettingGroup>
      <SettingGroup legend="training.evaluation" locked={locked}>
        <EvaluationForm training={training} />
      </SettingGroup>
      <SettingGroup legend="training.reproducibility" locked={locked}>
        <div className="training-grid">
          <SeedField training={training} />
          <SettingNumber field={runNumber(training, "threads")} />
        </div>
        <Checkbox
          label={text("training.statistics")}
          help={text("training.statistics.help")}
          checked={training.statistics}
          onChange={(statistics) => setTraining({ statistics })}
          data-testid="training-statistics"
        />
      </SettingGroup>
    </section>
  );
}

function SeedField({ training }: { readonly training: TrainingSetup }) {
  const text = useText();
  const draw = (): void => {
    const [seed] = crypto.getRandomValues(new Uint32Array(1));
    if (seed !== undefined && checkNumber(trainingLimits.seed, seed) === null) setTraining({ seed });
  };
  return (
    <div className="training-seed">
      <SettingNumber field={runNumber(training, "seed")} />
      <IconButton icon="reset" label={text("training.newSeed")} className="training-draw" onClick={draw} />
    </div>
  );
}
