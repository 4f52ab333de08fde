import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ByteBuffer } from 'flatbuffers';
import { expect, it } from 'vitest';
import { addNormalizationMetadata } from '../../../scripts/build/detector-model.ts';

const folder = path.dirname(createRequire(import.meta.url).resolve('@mediapipe/face_detection/package.json'));
const before = readFileSync(path.join(folder, 'face_detection_full_range_sparse.tflite'));
const after = addNormalizationMetadata(before);

it('keeps the old bytes, at an aligned place', () => {
  const at = Buffer.from(after).indexOf(before);
  expect(at).toBeGreaterThan(0);
  expect(at % 64).toBe(0);
});

it('is a TFLite model with one metadata buffer that says -1..1', () => {
  const bytes = new ByteBuffer(after);
  expect(Buffer.from(after.subarray(4, 8)).toString()).toBe('TFL3');
  expect(Buffer.from(after).includes('TFLITE_METADATA')).toBe(true);
  const metadata = Buffer.from(after).indexOf('M001');
  const floats = Array.from({ length: 60 }, (_, i) => bytes.readFloat32(metadata - 4 + 4 * i));
  expect(floats.filter((value) => value === 127.5)).toHaveLength(2);
});
