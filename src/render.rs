//! Views of the register: pages and tables. No disk.
