/** Forms for the selected nodes, generated from the catalog, and their problems with fixes. */

export { classOrder, type FormField, formFields, parameterEdits, sharedDefinition } from "./form-fields";
export { Inspector } from "./inspector";
export { swapEdits } from "./merged-inputs";
export { ProblemItem } from "./problem-item";
