"""Results that other tools wrote, read into the same record as our own runs fill.

settings    the `[imports]` table of talk.toml
names       which split and which metric a name such as `eval_f1_macro` or `val/acc_epoch` means
metrics     JSON: metrics, scikit-learn's report, the histories of Hugging Face, Keras and skorch
tables      CSV and TSV: histories by epoch, answers by sample
found       what one file told; several told as one
fill        what was found as a `RunRecord`, parts absent where no file told them
curves      loss and accuracy by epoch, as far as they are there
bring       the door: make the records and figures of a talk's imports
"""
