"""What a refresh did, for people and for programs: `analyse` the facts, then a `page` or a `document`."""
