/** What can be asked of a run; what cannot is refused. */
export interface RunCapabilities {
  /** Pausing, resuming and stopping. */
  readonly control: boolean;
  /** Going on from a checkpoint after its trainer has ended. */
  readonly continue: boolean;
  /** Looking into it while it rests. */
  readonly analyze: boolean;
  /** Making a model file of what it learnt. */
  readonly model: boolean;
}
