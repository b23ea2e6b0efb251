import { earlyStoppingDefaults, earlyStoppingLimits, partitionOf, type TrainingSetup } from "../../engine/model";
import { useDocument } from "../document";
import { useText } from "../i18n";
import { Checkbox, Segmented } from "../ui";
import { OptionalSetting } from "./optional-settings";
import { SettingNumbers, setTraining } from "./setting-fields";

/** When the run ends, and with which epoch's weights. */
export function StoppingForm({ training }: { readonly training: TrainingSetup }) {
  const text = useText();
  const { early_stopping, keep_best } = training;
  const set = (patch: Partial<NonNullable<typeof early_stopping>>, steppedAt: string | null = null) => {
    if (early_stopping) setTraining({ early_stopping: { ...early_stopping, ...patch } }, steppedAt);
  };
  return (
    <>
      <OptionalSetting
        label="training.early_stopping"
        help="training.early_stopping.help"
        value={early_stopping}
        usual={earlyStoppingDefaults}
        onChange={(next) => setTraining({ early_stopping: next })}
        data-testid="training-early_stopping"
      >
        {early_stopping && (
          <>
            <SettingNumbers
              fields={[
                {
                  path: "early_stopping.patience",
                  label: "training.stoppingPatience",
                  help: "training.stoppingPatience.help",
                  value: early_stopping.patience,
                  limit: earlyStoppingLimits.patience,
                  usual: earlyStoppingDefaults.patience,
                  onCommit: (patience, steppedAt) => set({ patience }, steppedAt),
                },
                {
                  path: "early_stopping.minimum_delta",
                  label: "training.minimum_delta",
                  help: "training.minimum_delta.help",
                  value: early_stopping.minimum_delta,
                  limit: earlyStoppingLimits.minimum_delta,
                  usual: earlyStoppingDefaults.minimum_delta,
                  frameworks: { keras: 0, pytorch: null },
                  onCommit: (minimum_delta, steppedAt) => set({ minimum_delta }, steppedAt),
                },
              ]}
            />
            <Checkbox
              label={text("training.restore_best")}
              help={text("training.restore_best.help")}
              checked={early_stopping.restore_best}
              onChange={(restore_best) => set({ restore_best })}
              data-testid="training-early_stopping.restore_best"
            />
          </>
        )}
      </OptionalSetting>
      <Checkbox
        label={text("training.keep_best")}
        help={text("training.keep_best.help")}
        checked={keep_best}
        onChange={(next) => setTraining({ keep_best: next })}
        data-testid="training-keep_best"
      />
      <WatchedLoss training={training} />
    </>
  );
}

/** Which loss says that an epoch is better; told while anything goes by it. */
function WatchedLoss({ training }: { readonly training: TrainingSetup }) {
  const text = useText();
  const schema = useDocument((state) => state.schema);
  const counted = useDocument((state) => state.partition);
  const { early_stopping, keep_best, schedule, validation_split } = training;
  if (!early_stopping && !keep_best && schedule.kind !== "reduce_on_plateau") return null;
  const rows = schema && partitionOf(schema, training, counted);
  const isValidated = rows ? rows.validation > 0 : validation_split > 0;
  return (
    <p className="training-split" data-testid="watched-loss">
      {text(isValidated ? "training.watchesValidation" : "training.watchesTraining")}
    </p>
  );
}

/** What is measured beside the training itself. */
export function EvaluationForm({ training }: { readonly training: TrainingSetup }) {
  const text = useText();
  const { batch_norm_statistics, evaluate_training } = training;
  return (
    <>
      <Checkbox
        label={text("training.evaluate_training")}
        help={text("training.evaluate_training.help")}
        checked={evaluate_training}
        onChange={(next) => setTraining({ evaluate_training: next })}
        data-testid="training-evaluate_training"
      />
      <div className="field">
        <div className="field-head" aria-hidden="true">
          {text("training.batch_norm_statistics")}
        </div>
        <Segmented
          label={text("training.batch_norm_statistics")}
          value={batch_norm_statistics}
          choices={(["moving", "population"] as const).map((value) => ({
            value,
            label: text(`training.batch_norm_statistics.${value}`),
          }))}
          onChange={(next) => setTraining({ batch_norm_statistics: next })}
          data-testid="training-batch_norm_statistics"
        />
        <p className="field-help">{text(`training.batch_norm_statistics.${batch_norm_statistics}.help`)}</p>
      </div>
    </>
  );
}
