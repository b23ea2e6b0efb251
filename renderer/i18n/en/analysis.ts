export const analysis = {
  "analysis.title": "Analysis",
  "analysis.hint":
    "Looks into the run while it rests: the effective rank of every activation, the loss along its gradient, and the loss on a plane around the parameters. Takes some seconds; nothing of the run changes.",
  "analysis.noRun": "Train first: there is no run to look into.",
  "analysis.underWay": "Pause the run or wait for its end.",
  "analysis.lost": "What the run had learnt went with the engine: resume or train again.",
  "analysis.busy": "Analyzing… You can go on working; going on with the run or training another breaks it off.",
  "analysis.takenAt": "Taken at {place}; later steps are not in it.",
  "analysis.takenOfBest": "Taken at {place}, of the restored best epoch {epoch}; later steps are not in it.",
  "analysis.failed": "Nothing was computed.",
  "analysis.brokenOff": "The run went on meanwhile. Pause it, or let it end, and analyze again.",
  "analysis.runGone": "The engine no longer holds this run. Train again.",
  "analysis.ranks": "Effective rank",
  "analysis.ranksExplanation":
    "How many directions the values of each activation really use over {rows} training rows: exp of the entropy of the singular values. Far fewer than there are features: the layer has collapsed to few directions. A click selects the node.",
  "analysis.ranksNone": "The network has no activation.",
  "analysis.rankNone": "Not computed: a value is not finite, or the layer is very wide.",
  "analysis.layer": "Activation",
  "analysis.rank": "Rank",
  "analysis.features": "of",
  "analysis.share": "Share",
  "analysis.lossAlong": "Loss over η",
  "analysis.lossAlongExplanation":
    "Loss of one batch of {rows} rows after a step of size η against its gradient, at 0.5 to 4 times the learning rate; the band spans the least and the greatest of them. At 0 the network stands.",
  "analysis.distanceAlong": "Distance over η",
  "analysis.distanceAlongExplanation":
    "How far the gradient after a step of size η is from the one before it, over the same {rows} rows. Near zero the gradient still holds there, and steps can be long.",
  "analysis.stepSize": "Step size η",
  "analysis.extremes": "Range",
  "analysis.distance": "Distance",
  "analysis.gradientNorm": "Gradient norm",
  "analysis.effectiveBeta": "Effective β",
  "analysis.reading":
    "The flatter the loss, the nearer the gradients and the smaller β, the smoother the landscape: what batch normalization is said to bring about.",
  "analysis.notMoving": "The learning rate is 0, so no step leads anywhere.",
  "analysis.plane": "Loss plane",
  "analysis.planeExplanation":
    "Mean loss over {rows} training rows as the weights move by α and β along two random directions, each as long, unit by unit, as the weights. The stronger the colour, the greater the loss; the cross marks the parameters as they are. A wide, even hollow is easy to train in.",
  "analysis.planeKeys": "Arrow keys move from point to point, Home returns to the centre.",
  "analysis.planeAt": "α {alpha}, β {beta}: loss {loss}",
  "analysis.planeCentre": "✛ centre: loss {loss}",
  "analysis.ratioSteps": "Each step of colour is the same ratio.",
} as const;
