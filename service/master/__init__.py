"""Master data as councils export it: read whole, checked whole, typed, before anything is written."""

from service.master.problem import Problem
from service.master.read import Known, MasterTables, Table, read_tables
from service.master.tables import TABLES

__all__ = ["TABLES", "Known", "MasterTables", "Problem", "Table", "read_tables"]
