import type { FailureCase, FailureCode } from "../../../engine/contract";

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
  "failures.R020.not_finite":
    "“{name}” holds a value that is no finite number (row {row} of those used). Correct the cell, then open the table again.",
  "failures.R020.target":
    "The target “{name}” holds a value that its encoding does not have (row {row} of those used). Choose the columns again in the Data panel.",
  "failures.R020.weight":
    "The weight column “{name}” holds a value that is no weight (row {row} of those used). Weights are finite numbers of at least 0.",
  "failures.R021": "No row is left to train on. Choose a smaller validation split or a larger table.",
  "failures.R021.split":
    "A validation split of {percent} % of {rows} rows leaves none to train on. Choose a smaller split or a larger table.",
  "failures.R021.batch":
    "{rows} rows are fewer than one batch of {batch}, and a last partial batch is left out. Choose a smaller batch, or keep the last partial batch.",
  "failures.R021.table":
    "The table has no row in which every used cell is there. Ignore columns with missing cells, or choose another table.",
  "failures.R022":
    "{needed} MiB of memory would be needed, and {available} MiB are there. Use fewer units, a smaller batch or fewer rows.",
  "failures.R023":
    "This machine does not have the instruction set that the environment variable LAYERGLASS_ISA asks for. Correct or remove the variable, then start the app again.",
  "failures.R030":
    "A value at {node} is no longer a finite number. Lower the learning rate, scale the inputs and a target of large numbers, or put a BatchNorm before the activation.",
  "failures.R030.loss":
    "At step {step} the loss, or a value at {node}, is no longer a finite number. Lower the learning rate, scale the inputs and a target of large numbers, or put a BatchNorm before the activation.",
  "failures.R030.gradient":
    "At step {step} a gradient at {node} is no longer a finite number. Lower the learning rate, clip the gradients, or scale the inputs and a target of large numbers.",
  "failures.R030.penalty":
    "At step {step} the regularization penalty of {node} is no longer a finite number. Lower the learning rate or the penalty.",
  "failures.R030.update":
    "After the update of step {step} a parameter of {node} is no longer a finite number. Lower the learning rate, clip the gradients, or scale the inputs and a target of large numbers.",
  "failures.R030.parameter":
    "The parameter {parameter} of {node} is no longer a finite number. Lower the learning rate, or scale the inputs and a target of large numbers.",
  "failures.R031":
    "The engine met a fault of its own at {node}. Your drawing and the curves so far are kept; train again or choose another setup.",
  "failures.R032": "The run is not in a state in which this can be done.",
  "failures.R033": "The network has no parameter {parameter} of this size. Load parameters of the same network.",
  "failures.R034": "The operating system refused the run a thread. Use fewer threads or close other programs.",
  "failures.R035": "The analysis asks for more or less than is possible.",
  "failures.R035.effective_rank_rows":
    "The effective rank is asked for of {count} rows; {least} to {most} are possible.",
  "failures.R035.along_gradient_points":
    "{count} points along the gradient are asked for; {least} to {most} are possible.",
  "failures.R035.plane_side": "{count} points a side of the plane are asked for; {least} to {most} are possible.",
  "failures.R035.plane_rows": "The plane is asked for of {count} rows; {least} to {most} are possible.",
  "failures.R035.plane_even":
    "{count} points a side of the plane are asked for; an odd number has the centre in its middle.",
  "failures.R040": "The checkpoint is damaged or gone. Train anew.",
  "failures.R040.damaged":
    "The checkpoint {path} is damaged, or was written by another version. Go on from another one, or train anew.",
  "failures.R040.refused":
    "The checkpoint {path} cannot be opened ({reason}). Put the file back, or go on from another one.",
  "failures.R040.none": "{path} holds no checkpoint of this run. Name another folder, or train anew.",
  "failures.R040.place":
    "The checkpoint stands at batch {batch} of epoch {epoch} and step {step}, which the epochs of this run do not have. Go on from another one, or train anew.",
  "failures.R041": "The checkpoint belongs to another network, other settings or other data.",
  "failures.R041.network":
    "The checkpoint belongs to another network or other settings. Set both as they were, or train anew.",
  "failures.R041.data":
    "The checkpoint belongs to other data ({found_rows} rows; here are {rows}). Choose the table and columns it was trained on.",
  "failures.R041.epochs":
    "The checkpoint stands in epoch {epoch}, beyond the {epochs} epochs of this run. Train more epochs, or go on from an earlier one.",
  "failures.R042": "No checkpoint could be written; training goes on, and the next one is tried again.",
  "failures.R042.not_finite":
    "No checkpoint was written at step {step}: {parameter} is no longer a finite number. The one before is kept. Lower the learning rate, scale the inputs, or add a BatchNorm.",
  "failures.R042.refused":
    "No checkpoint could be written to {path} ({reason}). Make room or allow writing there; training goes on, and the next one is tried again.",
  "failures.R043": "The disk is full: older checkpoints were removed to make room for new ones; training goes on.",
  "failures.R050": "The model file cannot be read. Use another copy of it, or start fresh.",
  "failures.R050.absent": "There is no model file. Choose the file again, or start fresh.",
  "failures.R050.refused": "The model file cannot be opened ({reason}). Check its permissions, or choose another copy.",
  "failures.R050.foreign": "The file is no Layerglass model. Choose one that Save Model or train --save wrote.",
  "failures.R050.newer":
    "The model file has format {format}; this version reads up to {known}. Open it with a newer Layerglass.",
  "failures.R050.changed":
    "The model file was changed or damaged after it was saved. Use another copy of it, or save the model again.",
  "failures.R051": "The model no longer fits this network. Load its weights again, or start fresh.",
  "failures.R051.absent":
    "The model has no parameter {parameter}, which the network has. Load its weights again, or start fresh.",
  "failures.R051.unknown":
    "The network does not take a parameter {parameter} from a model. Load its weights again, or start fresh.",
  "failures.R051.shape":
    "The parameter {parameter} has shape {found_shape} in the model and {shape} in the network. Load its weights again, or start fresh.",
  "failures.R051.not_finite":
    "The parameter {parameter} of the model holds a value that is no finite number. Use another model, or start fresh.",
  "failures.model_unlike":
    "No parameter of the model has the name and shape of one of the network. Start from a model of this network, or start fresh.",
  "failures.model_preparation":
    "The model's account of how it prepared its data contradicts itself. Save the model again.",
  "failures.table_missing": "There is no file at {path}. Locate it, or choose another one.",
  "failures.table_unreadable":
    "{path} cannot be read ({reason}). Check the file's permissions, and that its disk is connected.",
  "failures.table_damaged":
    "The compressed file cannot be unpacked ({reason}). Copy or download it again; it may have been cut short.",
  "failures.table_foreign":
    "The file is {format}, which holds no table that can be opened here. Save or export the table as CSV or Parquet.",
  "failures.table_foreign.packed": "The file is packed ({format}). Unpack it, and open the table in it.",
  "failures.table_foreign.pointer":
    "The file is a note in place of a large one that was not fetched ({format}). Run git lfs pull in its folder, or download the file itself.",
  "failures.table_foreign.workbook":
    "The file is a workbook ({format}). Open it in a spreadsheet program, and save it as .xlsx or CSV.",
  "failures.table_foreign.web_page":
    "The file is a web page ({format}), perhaps that of a refused download. Open it in a browser and download the table itself, or copy the table into a spreadsheet.",
  "failures.table_foreign.pickle":
    "The file holds objects of Python ({format}), which could run any program when opened. Open it in Python, and save the table with to_parquet or to_csv.",
  "failures.table_foreign.database": "The file is a database ({format}). Export one table of it as CSV or Parquet.",
  "failures.table_foreign.statistics":
    "The file is of a statistics program ({format}). Export the table as CSV from it, or save it with pandas as Parquet.",
  "failures.table_foreign.data":
    "The file holds scientific data ({format}). Save the table as Parquet or CSV with the program that made it, or with pandas.",
  "failures.table_foreign.picture":
    "The file is a picture ({format}). Choose a table; pictures become one as NPY, NPZ or IDX arrays.",
  "failures.table_foreign.program": "The file is a program ({format}). Choose another file.",
  "failures.table_foreign.document":
    "The file is a document ({format}). Copy the table into a spreadsheet, and save it as .xlsx or CSV.",
  "failures.table_corrupt": "The {format} file is damaged. Copy, download or export it again.",
  "failures.table_corrupt.cut_short": "The {format} file ends too early. Copy, download or export it again.",
  "failures.table_corrupt.sizes":
    "The {format} file is damaged: its counts and lengths contradict each other. Copy, download or export it again.",
  "failures.table_corrupt.contents": "The {format} file cannot be read ({reason}). Copy, download or export it again.",
  "failures.table_line":
    "This line is not {format}: found {found}, expected {expected}. Correct the line, or export the file again.",
  "failures.table_part": "The file has no “{name}”. Choose one of: {names}.",
  "failures.table_array": "The array is no table. Save it as one of numbers, truth values, times or texts.",
  "failures.table_array.single": "The array is a single value. Save a whole array.",
  "failures.table_array.objects":
    "The array holds objects of Python. Convert it there, such as array.astype(float), or save the table as CSV or Parquet with pandas.",
  "failures.table_array.element":
    "The array has elements of the type {found}. Convert it in Python, such as array.astype(float).",
  "failures.table_no_column":
    "The {format} file has no column of numbers, texts, dates or truth values. Export the table with plain columns.",
  "failures.table_cancelled": "Reading the table was called off. Open it again.",
  "failures.table_empty": "The file is empty. Choose another file.",
  "failures.table_no_rows":
    "No row of values has a cell for every named column. Choose another file, or use one delimiter throughout.",
  "failures.table_one_column":
    "The table has only one column, “{name}”; at least a feature and a target are needed. Separate columns by comma, semicolon, tab or vertical bar.",
  "failures.table_cell_too_large":
    "A cell has {bytes} bytes; at most {limit} are possible. Look for a missing delimiter or closing quote.",
  "failures.table_not_text": "The file holds a NUL byte, which is no text. Export the table as CSV again.",
  "failures.table_encoding": "Some bytes are not {encoding}. Save the file with the encoding UTF-8.",
  "failures.table_too_large":
    "The table is too large: at most {limit} {unit} are possible. Keep fewer rows or columns.",
  "failures.table_too_wide":
    "The table has too many columns: at most {limit} are possible. Keep fewer columns, or encode them otherwise.",
  "failures.table_setup": "The choices about the columns contradict each other. Correct them in the Data panel.",
  "failures.impute": "The missing cells cannot be filled so. Choose another way to fill them.",
  "failures.impute.strategy":
    "The missing cells cannot be filled by {strategy} as the column is encoded. Choose another way to fill them, or another encoding.",
  "failures.impute.value":
    "The missing cells cannot be filled with “{text}”. Give a constant that the column could hold, or fill them in another way.",
  "failures.impute.empty":
    "No training row has a value, so nothing says what to fill its missing cells with. Ignore the column, or fill them with a constant.",
  "failures.encoding": "The column cannot be encoded so. Choose another encoding.",
  "failures.encoding.role": "A target is a number or classes. Choose one of these encodings.",
  "failures.encoding.time": "Only dates and times have parts. Read the column as times, or choose another encoding.",
  "failures.encoding.length": "Only texts have a length. Read the column as texts, or choose another encoding.",
  "failures.encoding.option": "The encoding has no such {option}. Correct it, or leave it out.",
  "failures.encoding.order":
    "“{text}” has no place in the order of codes. Add it to the order, correct the cell, or leave the order out.",
  "failures.encoding.target":
    "Means of a target need one target; there are {count}. Keep one target, or choose another encoding.",
  "failures.scaling": "The column cannot be scaled so. Choose another scaling.",
  "failures.scaling.encoding":
    "Numbers alone have a scaling of their own. Encode the column as a number, or take its scaling away.",
  "failures.scaling.log1p":
    "{text} in row {row} has no logarithm: log1p takes numbers above −1. Correct the cell, or scale the column in another way, such as robust or quantile.",
  "failures.scaling.fill":
    "Missing cells are filled with “{text}”, which log1p cannot scale. Give a constant above −1, or scale the column in another way.",
  "failures.table_no_target": "No column is the target. Give one column the role target.",
  "failures.table_no_whole_row":
    "Every row has a missing cell; “{worst}” has {missing} in {rows} rows. Ignore the columns with the most missing cells.",
  "failures.target_mismatch": "The target is not as the network expects it. Compile the project again for this table.",
  "failures.column_missing": "The table has no column of this name. Add or rename it, or choose the columns again.",
  "failures.column_not_numeric":
    "“{text}” is no number. Correct the cell, encode the column as code or one-hot, or ignore it.",
  "failures.column_not_numeric.times":
    "“{text}” in row {row} is a number, and the model was trained on dates or times here. Write dates such as 2024-01-05, or have the column read as times if it counts seconds since 1970.",
  "failures.column_unknown": "The model does not know this column. Leave it out.",
  "failures.cell": "A cell is neither a number nor a text. Give a number, a text, or nothing.",
  "failures.column_length": "The column has {cells} cells; the table has {rows} rows. Give it one cell for each row.",
  "failures.value_unknown":
    "The model was not trained on “{text}” in row {row}, but on {count} other values. Correct the cell, or leave the row out.",
  "failures.weight_negative":
    "The weight in row {row} is {weight}; weights are 0 or more. Correct the cell, or give the column another role.",
  "failures.weights_all_zero":
    "Every weight is 0, so that nothing would be learned. Correct the cells, or give the column another role.",
  "failures.split_column": "The split goes by a column that has no such role.",
  "failures.split_column.group":
    "The split goes by groups, and no column has the role Group. Give one the role in the Data panel.",
  "failures.split_column.time":
    "The split keeps the latest rows aside, and no column has the role Time. Give one the role in the Data panel.",
  "failures.split_column.split":
    "The split goes by a column, and none has the role Split. Give one the role in the Data panel.",
  "failures.split_word":
    "“{text}” in row {row} does not say what the row is for; train, validation and test do, and 0 and 1. Correct the cells, or give the column another role.",
  "failures.split_whole": "The column leaves no rows to train on. Choose another column to split by, or another split.",
  "failures.split_whole.group":
    "There are fewer than two groups, so that none can be kept aside. Choose another column, or another split.",
  "failures.split_whole.time":
    "All rows are of one time, so that no latest can be kept aside. Choose another column, or another split.",
  "failures.split_whole.folds":
    "The rows cannot be dealt out to so many folds. Choose fewer folds, or a random, stratified or group split.",
  "failures.split_whole.column": "No row is named for training. Choose another column to split by, or another split.",
  "failures.split_file": "The validation or test file cannot be used beside this split.",
  "failures.split_file.rows": "None of the file's {rows} rows can be used. Correct its cells, or choose another file.",
  "failures.split_file.folds":
    "Folds deal out the table's rows, and there is a validation file. Remove the file, or train without folds.",
  "failures.split_file.column":
    "The column names rows for a part that has a file of its own. Remove the file, or choose another split.",
  "failures.test_rows": "The rows kept for a test cannot be told.",
  "failures.test_rows.none":
    "The run kept no rows for a test. Train with test rows, or compare with another table that has the targets.",
  "failures.test_rows.table":
    "The table is not the one the model was trained on: of another, nobody can tell which rows were kept for the test.",
  "failures.test_rows.rows":
    "Other rows would be kept for the test than the run kept. Open the project as it was when the model was trained.",
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
    "{path} cannot be read as a recorded run. Choose the folder of a run that was saved or recorded.",
  "failures.run_unreadable.absent":
    "{path} holds no recorded run. Choose the folder of a run that was saved or recorded.",
  "failures.run_unreadable.damaged": "The recorded run in {path} is damaged. Choose another copy of it.",
  "failures.run_unreadable.newer":
    "The run in {path} was recorded by a newer Layerglass (version {version}); this one reads up to version {known}.",
  "failures.model_let_go": "The engine no longer holds this model or table. Choose it again.",
  "failures.run_unknown": "There is no record of the run. Train again.",
  "failures.window_gone": "The window that asked for the run is gone.",
  "failures.option": "An option is not one of the call's.",
  "failures.argument": "An argument is not what the call takes.",
  "failures.training_left":
    "The loop over the run was left before the run ended. Take it to its finish, or stop the run first.",
  "failures.file_absent": "The file or its folder does not exist; it may have been moved or renamed.",
  "failures.file_access": "Access is not permitted. Check the permissions, or save under another name.",
  "failures.file_busy": "Another program holds the file. Close it there and try again.",
  "failures.read_only_file": "The file is write-protected. Lift the protection, or save under another name.",
  "failures.read_only_folder": "No file can be made in its folder. Check the permissions, or save elsewhere.",
  "failures.read_only_disk": "The disk is read-only. Save under another name.",
  "failures.disk_full": "The disk is full. Free some space, or save elsewhere.",
  "failures.disk_quota": "Your disk quota is used up. Free some space, or save elsewhere.",
  "failures.file_too_large_for_disk": "The disk takes no file so large. Save elsewhere.",
  "failures.is_a_folder": "It is a folder, not a file.",
  "failures.not_a_file": "It is no ordinary file. Choose another one.",
  "failures.file_exists": "Something stands there already. Choose another name, or an empty folder.",
  "failures.name_too_long": "Its name is too long. Save under a shorter one.",
  "failures.disk_error": "The disk reported an error. Save elsewhere and check the disk.",
  "failures.out_of_reach": "The network drive does not answer. Save elsewhere, or try again when it is back.",
  "failures.file_changed": "Another program changed it meanwhile.",
  "failures.file_not_chosen": "It is not the file that was chosen in the dialog. Save it again.",
  "failures.system_error": "The system refused it ({system}). Try it again, or save elsewhere.",
  "failures.not_a_project": "It is not a Layerglass project.",
  "failures.project_newer":
    "It was made by a newer version of Layerglass (version {version}); this one reads version {known} or older.",
  "failures.project_not_text": "It is damaged: it is not text in UTF-8.",
  "failures.project_damaged": "It is damaged at {place}.",
  "failures.project_damaged.json":
    "It is damaged: its text is not a whole JSON document. It may have been cut short; open a backup of it.",
  "failures.project_damaged.depth": "It is damaged: more than {limit} lists and objects stand in one another.",
  "failures.project_damaged.parts": "It is damaged: it holds more than {limit} lists and objects.",
  "failures.project_damaged.key_twice":
    "It is damaged at {place}: the key {key} stands twice, the second time in line {line}.",
  "failures.project_damaged.key_unknown": "It is damaged at {place}: found the unknown key {key}.",
  "failures.project_damaged.key_missing": "It is damaged at {place}: found no {key}.",
  "failures.project_damaged.value": "It is damaged at {place}: found {found}, expected {expected}.",
  "failures.project_damaged.choice": "It is damaged at {place}: found {found}, expected one of {choices}.",
  "failures.project_damaged.object": "It is damaged at {place}: found {found}, expected an object with {keys}.",
  "failures.project_damaged.number": "It is damaged at {place}: found {found}, expected a number in {range}.",
  "failures.project_damaged.whole_number":
    "It is damaged at {place}: found {found}, expected a whole number in {range}.",
  "failures.project_damaged.long_text":
    "It is damaged at {place}: found a text of {count} characters, expected at most {limit}.",
  "failures.project_damaged.long_list": "It is damaged at {place}: found a list of {count}, expected at most {limit}.",
  "failures.project_damaged.name_twice":
    "It is damaged at {place}: found {name} again, expected one that nothing else has.",
  "failures.project_damaged.node_kind": "It is damaged at {place}: found a node of the unknown kind {name}.",
  "failures.project_damaged.node_unknown": "It is damaged at {place}: found {name}, which is no node of this project.",
  "failures.project_damaged.wire_to_itself": "It is damaged at {place}: found a wire from {name} to itself.",
  "failures.copy_damaged": "The kept copy is damaged. Look at it in its folder, or discard it.",
  "failures.dialog_failed": "The dialog could not be shown ({reason}).",
  "failures.too_many_nodes": "A project holds at most {limit} nodes.",
  "failures.too_many_wires": "A project holds at most {limit} wires.",
  "failures.project_too_large": "A project file holds at most {limit} MiB.",
  "failures.too_many_columns": "A project holds at most {limit} columns.",
  "failures.text_too_long": "A project holds texts of at most {limit} characters.",
  "failures.not_storable": "A project file cannot hold a name in this table.",
  "failures.engine_lost": "The engine was restarted before it answered.",
  "failures.engine_unavailable": "The engine is not running. Restart it, then train again.",
  "failures.engine_missing":
    "There is no engine that runs here: {place} could not be loaded ({reason}). Install Layerglass again.",
  "failures.engine_crashed": "The engine process ended while training.",
  "failures.internal":
    "The app met a fault of its own ({reason}). Try it again; if it happens again, report it with the project.",
  "failures.addon":
    "The engine met a fault of its own ({reason}). Try it again; if it happens again, report it with the project.",
} as const satisfies Readonly<Record<`failures.${FailureCode | FailureCase}`, string>>;
