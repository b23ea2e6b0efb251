import type { FailureCode } from "../../../engine/contract";

/** What a failure of each code says; `node` is the label of the node it is about, the other values are the failure's own. */
export const failures = {
  "failures.R001": "What the network was compiled to cannot be read. Compile it again with this version of the app.",
  "failures.R002":
    "What the network was compiled to has version {version}; this engine reads version {known}. Compile it again with this version of the app.",
  "failures.R003": "The network is too large: {count}, where at most {limit} are possible. Make it smaller.",
  "failures.R004": "An input or a target is declared wrongly. Choose the columns again in the Data panel.",
  "failures.R005": "Two parts of the network go by one name, or one has none. Give the nodes different ids.",
  "failures.R006": "A parameter of the network does not fit its operation. Compile the project again.",
  "failures.R007": "A parameter cannot start as its initializer says. Correct the initializer in the inspector.",
  "failures.R008": "An operation reads a value that comes after it. Compile the project again.",
  "failures.R009": "An operation has the wrong number of inputs. Correct its wires.",
  "failures.R010": "An operation's features do not follow from its inputs. Compile the project again.",
  "failures.R011": "A number of a layer is outside its range. Correct it in the inspector.",
  "failures.R012": "A loss does not fit its value or its target. Correct the Output node.",
  "failures.R013":
    "A loss needs probabilities that the layer before it does not give. Add an activation before the Output, or choose another loss.",
  "failures.R014": "A setting of the optimizer is outside its range. Correct it in the Training panel.",
  "failures.R015": "A training setting is outside its range. Correct it in the Training panel.",
  "failures.R020": "The data does not fit the network it was compiled for. Open the table again.",
  "failures.R021": "No row is left to train on. Choose a smaller validation split or a larger table.",
  "failures.R022": "The run would need more memory than there is. Use fewer units, a smaller batch or fewer rows.",
  "failures.R023":
    "This machine does not have the instruction set that the environment variable LAYERGLASS_ISA asks for. Correct or remove the variable, then start the app again.",
  "failures.R030":
    "A value at {node} is no longer a finite number. Lower the learning rate, scale the inputs and a target of large numbers, or put a BatchNorm before the activation.",
  "failures.R031":
    "The engine met a fault of its own at {node}. Your drawing and the curves so far are kept; train again or choose another setup.",
  "failures.R032": "The run is not in a state in which this can be done.",
  "failures.R033": "The network has no parameter {parameter} of this size. Load parameters of the same network.",
  "failures.R034": "The operating system refused the run a thread. Use fewer threads or close other programs.",
  "failures.R035": "The analysis asks for more or less than is possible.",
  "failures.R040": "The checkpoint is damaged or gone. Train anew.",
  "failures.R041": "The checkpoint belongs to another network, other settings or other data.",
  "failures.R042": "No checkpoint could be written; training goes on, and the next one is tried again.",
  "failures.R043": "The disk is full: older checkpoints were removed to make room for new ones; training goes on.",
  "failures.R050": "The model file cannot be read. Use another copy of it, or start fresh.",
  "failures.R051": "The model no longer fits this network. Load its weights again, or start fresh.",
  "failures.model_preparation":
    "The model's account of how it prepared its data contradicts itself. Save the model again.",
  "failures.table_missing": "There is no file at {path}. Locate it, or choose another one.",
  "failures.table_unreadable":
    "{path} cannot be read ({reason}). Check the file's permissions, and that its disk is connected.",
  "failures.table_damaged":
    "The compressed file cannot be unpacked ({reason}). Copy or download it again; it may have been cut short.",
  "failures.table_not_csv": "The file is {format}, not CSV. Save or export the table as CSV.",
  "failures.table_empty": "The file is empty. Choose another file.",
  "failures.table_no_rows":
    "No row of values has a cell for every named column. Choose another file, or use one delimiter throughout.",
  "failures.table_one_column":
    "The table has only one column, “{name}”; at least a feature and a target are needed. Separate columns by comma, semicolon, tab or vertical bar.",
  "failures.table_duplicate_column":
    "This column has the name of column {first}. Rename one of the two in the file's first line.",
  "failures.table_open_quote": "A quote that is opened here is never closed. Close it, or remove it.",
  "failures.table_cell_too_large":
    "A cell has {bytes} bytes; at most {limit} are possible. Look for a missing delimiter or closing quote.",
  "failures.table_not_text": "The file holds a NUL byte, which is no text. Export the table as CSV again.",
  "failures.table_encoding": "Some bytes are not {encoding}. Save the file with the encoding UTF-8.",
  "failures.table_too_large":
    "The table is too large: at most {limit} {unit} are possible. Keep fewer rows or columns.",
  "failures.table_too_wide":
    "The table has too many columns: at most {limit} are possible. Keep fewer columns, or encode them otherwise.",
  "failures.table_setup": "The choices about the columns contradict each other. Correct them in the Data panel.",
  "failures.table_no_target": "No column is the target. Give one column the role target.",
  "failures.table_no_whole_row":
    "Every row has a missing cell; “{worst}” has {missing} in {rows} rows. Ignore the columns with the most missing cells.",
  "failures.target_mismatch": "The target is not as the network expects it. Compile the project again for this table.",
  "failures.column_missing": "The table has no column of this name. Add or rename it, or choose the columns again.",
  "failures.column_not_numeric":
    "“{text}” is no number. Correct the cell, encode the column as code or one-hot, or ignore it.",
  "failures.column_length": "The column has {cells} cells; the table has {rows} rows. Give it one cell for each row.",
  "failures.value_unknown":
    "The model was not trained on “{text}” in row {row}, but on {count} other values. Correct the cell, or leave the row out.",
  "failures.weight_negative":
    "The weight in row {row} is {weight}; weights are 0 or more. Correct the cell, or give the column another role.",
  "failures.weights_all_zero":
    "Every weight is 0, so that nothing would be learned. Correct the cells, or give the column another role.",
  "failures.session_options": "The options of the run cannot be read ({reason}).",
  "failures.model_context": "What the model is to be saved with cannot be read ({reason}).",
  "failures.analysis_request": "The request for an analysis cannot be read ({reason}).",
  "failures.bad_request": "The engine refused a malformed request ({request}). Report it, with the project.",
  "failures.relative_path": "{path} is no absolute path. Save the project, or choose the file again.",
  "failures.graph_has_errors":
    "{count, plural, one {# problem has} other {# problems have}} to be fixed first: see Problems.",
  "failures.run_name": "A run cannot have this name. Train again.",
  "failures.run_exists": "A run of this name is under way already. Stop it first.",
  "failures.run_ended": "The run is not under way any more. Train again.",
  "failures.run_under_way": "The run is under way. Stop it first.",
  "failures.run_recorded": "This run is a recording. Train it again to do this.",
  "failures.run_unreadable":
    "{path} is no recorded run: {found}. Choose the folder of a run that was saved or recorded.",
  "failures.run_unknown": "There is no record of the run. Train again.",
  "failures.window_gone": "The window that asked for the run is gone.",
  "failures.option": "An option is not one of the call's.",
  "failures.dialog_failed": "The dialog could not be shown ({reason}).",
  "failures.too_many_nodes": "A project holds at most {limit} nodes.",
  "failures.too_many_wires": "A project holds at most {limit} wires.",
  "failures.project_too_large": "A project file holds at most {limit} MiB.",
  "failures.too_many_columns": "A project holds at most {limit} columns.",
  "failures.text_too_long": "A project holds texts of at most {limit} characters.",
  "failures.not_storable": "A project file cannot hold a name in this table.",
  "failures.engine_lost": "The engine was restarted before it answered.",
  "failures.engine_unavailable": "The engine is not running. Restart it, then train again.",
  "failures.engine_crashed": "The engine process ended while training.",
  "failures.internal":
    "The app met a fault of its own ({reason}). Try it again; if it happens again, report it with the project.",
  "failures.addon":
    "The engine met a fault of its own ({reason}). Try it again; if it happens again, report it with the project.",
} as const satisfies Readonly<Record<`failures.${FailureCode}`, string>>;
