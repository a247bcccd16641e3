-- What a module is about, folded, to be searched.
ALTER TABLE learning_modules ADD COLUMN description_key TEXT NOT NULL DEFAULT '';
