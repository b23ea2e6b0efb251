/** Ids of runs: a run's folder is named after it, so that anything else could name a folder elsewhere. */
export const RUN_ID_PATTERN = /^[A-Za-z0-9-]{1,64}$/;
