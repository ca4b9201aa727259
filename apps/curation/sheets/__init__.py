"""Spreadsheets into the bank: read a file, match its columns, plan each row, write them all."""
