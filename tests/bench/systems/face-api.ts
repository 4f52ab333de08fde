import * as faceapi from '@vladmandic/face-api/dist/face-api.esm.js';
import type { System } from './system.ts';

/** With its SSD detector, which finds most, at its own threshold; the landmarks align the face for the age. */
export async function createFaceApi(): Promise<System> {
  const tf = faceapi.tf as unknown as {
    setWasmPaths(base: string): void;
    setBackend(name: string): Promise<boolean>;
    ready(): Promise<void>;
  };
  tf.setWasmPaths('wasm/');
  await tf.setBackend('wasm');
  await tf.ready();
  const { ssdMobilenetv1, faceLandmark68Net, ageGenderNet } = faceapi.nets;
  await Promise.all([ssdMobilenetv1, faceLandmark68Net, ageGenderNet].map((net) => net.loadFromUri('face-api')));
  return {
    atOnce: 1,
    async look(picture) {
      const bitmap = await createImageBitmap(picture);
      const canvas = document.createElement('canvas');
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
      canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
      bitmap.close();
      const options = new faceapi.SsdMobilenetv1Options({ minConfidence: 0.5, maxResults: 100 });
      const faces = await faceapi.detectAllFaces(canvas, options).withFaceLandmarks().withAgeAndGender();
      return faces.map(({ detection: { box }, age }) => ({
        box: { x: box.x, y: box.y, width: box.width, height: box.height },
        age,
      }));
    },
  };
}
