"""Results that other tools wrote, read into the same record as our own runs fill.

import_runs       the door: make the records and figures of a talk's imports
import_settings   the `[imports]` table of talk.toml
json_metrics      JSON: metrics, scikit-learn's report, histories
csv_tables        CSV and TSV: histories, answers by sample, a row a run
log_files         training logs
training_history  what an epoch, a step, a split, a best and a restart are, for all of them
history_columns   what each column of a history means
restarts          counting epochs, and what it means that they go back
epoch_times       seconds of each epoch, or since the start
metric_names      which split and which metric a name such as `eval_f1_macro` or `val/acc_epoch` means
tell_numbers      numbers by a tool's names, told as what they mean
file_contents     what one file told; several told as one
build_record      what was found as a `RunRecord`, parts absent where no file told them
sweeps            many runs as one thing, with the study that holds them together
run_sources       where they come from: files, patterns, folders, tables, databases, queries
run_tables        tables with a row a run
run_folders       folders that tools lay out: Hydra, Sacred, Ray Tune, Keras Tuner, DVCLive, CatBoost
tracked_runs      a run as trackers keep it: settings, last numbers, numbers by step
mlflow_store, optuna_storage, wandb_runs, tensorboard_events, binary_records, yaml_settings   their files
quotable          what a page can quote of an imported run
"""
