/**
 * Makes the face detector's model loadable by MediaPipe Tasks: the file of @mediapipe/face_detection lacks the metadata that
 * says how pixels are normalised. FlatBuffer references point forward only, so a new root table goes in front of the old
 * bytes, which stay as they are.
 * Schemas: tensorflow/lite/schema/schema.fbs (TFL3), tflite-support metadata_schema.fbs (M001).
 */
import { Builder, ByteBuffer, type Offset } from 'flatbuffers';

/** Field numbers of the tables used, in vtable order. */
const MODEL = {
  version: 0,
  operatorCodes: 1,
  subgraphs: 2,
  description: 3,
  buffers: 4,
  metadataBuffer: 5,
  metadata: 6,
  signatureDefs: 7,
};
const MODEL_FIELDS = 8;
const ALIGNMENT = 64;

/** Metadata that maps RGB 0..255 to -1..1, which is what the detector was trained with. */
function normalizationMetadata(): Uint8Array {
  const builder = new Builder(256);
  const vector = (elements: Offset[]) => {
    builder.startVector(4, elements.length, 4);
    for (const element of elements.toReversed()) builder.addOffset(element);
    return builder.endVector();
  };
  const floats = (value: number) => {
    builder.startVector(4, 1, 4);
    builder.addFloat32(value);
    return builder.endVector();
  };
  const table = (fields: number, fill: () => void) => {
    builder.startObject(fields);
    fill();
    return builder.endObject();
  };
  const mean = floats(127.5);
  const std = floats(127.5);
  const options = table(2, () => {
    builder.addFieldOffset(0, mean, 0);
    builder.addFieldOffset(1, std, 0);
  });
  const NORMALIZATION_OPTIONS = 1;
  const processUnit = table(2, () => {
    builder.addFieldInt8(0, NORMALIZATION_OPTIONS, 0);
    builder.addFieldOffset(1, options, 0);
  });
  const processUnits = vector([processUnit]);
  const tensor = table(6, () => builder.addFieldOffset(4, processUnits, 0));
  const inputs = vector([tensor]);
  const subgraph = table(10, () => builder.addFieldOffset(2, inputs, 0));
  const subgraphs = vector([subgraph]);
  const root = table(8, () => builder.addFieldOffset(3, subgraphs, 0));
  builder.finish(root, 'M001');
  return builder.asUint8Array();
}

/** The same model with `TFLITE_METADATA` added. `tflite` is a TFL3 file. */
export function addNormalizationMetadata(tflite: Uint8Array): Uint8Array {
  const old = new ByteBuffer(tflite);
  const root = old.readInt32(0);
  const vtable = root - old.readInt32(root);
  /** Position of the field in the old bytes, or 0 where it is absent. */
  const field = (slot: number) => (4 + 2 * slot < old.readInt16(vtable) ? old.readInt16(vtable + 4 + 2 * slot) : 0);
  const target = (position: number) => position + old.readInt32(position);
  const reference = (slot: number) => (field(slot) ? target(root + field(slot)) : 0);
  const elements = (slot: number) => {
    const vector = reference(slot);
    return vector ? Array.from({ length: old.readInt32(vector) }, (_, i) => target(vector + 4 + 4 * i)) : [];
  };

  const builder = new Builder(tflite.length + 65536);
  const padded = Math.ceil(tflite.length / ALIGNMENT) * ALIGNMENT;
  builder.prep(ALIGNMENT, padded);
  builder.pad(padded - tflite.length);
  for (let i = tflite.length - 1; i >= 0; i--) builder.writeInt8(tflite[i] as number);
  /** Builder offsets count from the end of the buffer. */
  const inOld = (position: number): Offset => padded - position;
  const vector = (offsets: Offset[]) => {
    builder.startVector(4, offsets.length, 4);
    for (const offset of offsets.toReversed()) builder.addOffset(offset);
    return builder.endVector();
  };

  const metadata = normalizationMetadata();
  builder.startVector(1, metadata.length, 16);
  for (const byte of metadata.toReversed()) builder.addInt8(byte);
  const data = builder.endVector();
  builder.startObject(1);
  builder.addFieldOffset(0, data, 0);
  const buffer = builder.endObject();
  const oldBuffers = elements(MODEL.buffers);
  const buffers = vector([...oldBuffers.map(inOld), buffer]);
  const name = builder.createString('TFLITE_METADATA');
  builder.startObject(2);
  builder.addFieldOffset(0, name, 0);
  builder.addFieldInt32(1, oldBuffers.length, 0);
  const entry = builder.endObject();
  const entries = vector([...elements(MODEL.metadata).map(inOld), entry]);

  builder.startObject(MODEL_FIELDS);
  builder.addFieldInt32(MODEL.version, old.readInt32(root + field(MODEL.version)), 0);
  builder.addFieldOffset(MODEL.buffers, buffers, 0);
  builder.addFieldOffset(MODEL.metadata, entries, 0);
  for (const slot of [MODEL.operatorCodes, MODEL.subgraphs, MODEL.description, MODEL.metadataBuffer, MODEL.signatureDefs]) {
    if (reference(slot)) builder.addFieldOffset(slot, inOld(reference(slot)), 0);
  }
  builder.finish(builder.endObject(), 'TFL3');
  return builder.asUint8Array();
}
