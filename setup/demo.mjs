export const catalogueDemo = async () => {}
export const clientAreaDemo = async () => {}
export const panelDemo = async () => {}
