/** WebGPU's flag constants (WebGPU, sections 5.1.2 and 5.3): the DOM library has their types, not their values. */
export const Usage = {
  MAP_READ: 0x1,
  COPY_SRC: 0x4,
  COPY_DST: 0x8,
  UNIFORM: 0x40,
  STORAGE: 0x80,
  QUERY_RESOLVE: 0x200,
} as const;

export const MAP_MODE_READ = 0x1;
