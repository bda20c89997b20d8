/** A set of options that meets a standard. */
export type PresetName = "asvs-l2";
