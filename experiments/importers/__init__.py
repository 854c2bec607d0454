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
file_contents     what one file told; several told as one
build_record      what was found as a `RunRecord`, parts absent where no file told them
quotable          what a page can quote of an imported run
"""
