"""Statements and balances."""

from fastapi import APIRouter

router = APIRouter()
