/** Undo and redo: the states that an edit went through. */

export class Steps {
  constructor(first) {
    this.states = [JSON.stringify(first)];
    this.at = 0;
  }

  /** Take a new state; what had been undone is forgotten. The same state twice is one. */
  push(state) {
    const said = JSON.stringify(state);
    if (said === this.states[this.at]) return;
    this.states.splice(this.at + 1, Infinity, said);
    this.at += 1;
  }

  get canUndo() {
    return this.at > 0;
  }

  get canRedo() {
    return this.at + 1 < this.states.length;
  }

  undo() {
    if (this.canUndo) this.at -= 1;
    return this.now();
  }

  redo() {
    if (this.canRedo) this.at += 1;
    return this.now();
  }

  now() {
    return JSON.parse(this.states[this.at]);
  }
}
