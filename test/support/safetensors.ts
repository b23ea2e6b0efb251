/** A safetensors document: float32 tensors by name. */
export function parseSafetensors(content: Uint8Array): Map<string, { shape: number[]; values: Float32Array }> {
  // A Buffer's slices are of one pool; these are of the content alone.
  const bytes = new Uint8Array(content);
  const view = new DataView(bytes.buffer);
  const headerLength = Number(view.getBigUint64(0, true));
  const header: Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }> = JSON.parse(
    new TextDecoder().decode(bytes.subarray(8, 8 + headerLength)),
  );
  const tensors = new Map<string, { shape: number[]; values: Float32Array }>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    if (entry.dtype !== "F32") throw new Error(`${name} is ${entry.dtype}`);
    const [start, end] = entry.data_offsets;
    tensors.set(name, {
      shape: entry.shape,
      values: new Float32Array(bytes.slice(8 + headerLength + start, 8 + headerLength + end).buffer),
    });
  }
  return tensors;
}
