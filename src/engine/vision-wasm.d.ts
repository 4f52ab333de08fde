/** MediaPipe's wasm glue: the factory that its bundle looks for as `self.ModuleFactory`. */
declare module '@mediapipe/tasks-vision/vision_wasm_module_internal.js' {
  const createModule: (options: object) => Promise<object>;
  export default createModule;
}
