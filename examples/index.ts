export { collectFractal } from './fractal/collect.ts';
export { collectHeat } from './heat/collect.ts';
export { collectImage } from './image/collect.ts';
export { collectMontecarlo } from './montecarlo/collect.ts';
